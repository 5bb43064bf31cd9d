import type { Finding } from '../diagnostic.js';
import type { Draft } from '../draft.js';
import { checkControlPlane } from './control-plane-checks.js';
import { checkEndpoint } from './endpoint-checks.js';
import { checkHosts } from './host-checks.js';
import { checkLoadBalancer } from './load-balancer-checks.js';
import { checkNetworks } from './network-checks.js';
import { checkPreparation } from './preparation-checks.js';
import { checkTimes } from './timing-checks.js';

/** What a schema cannot say: how fields relate to each other. */
export function checkAll(draft: Draft): readonly Finding[] {
  const checks = [
    checkHosts,
    checkControlPlane,
    checkLoadBalancer,
    checkEndpoint,
    checkNetworks,
    checkTimes,
    checkPreparation,
  ];
  return checks.flatMap((check) => check(draft));
}
