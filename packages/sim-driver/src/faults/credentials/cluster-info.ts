import type { Micros } from '../../engine/scheduler.js';
import { seconds } from '../../engine/scheduler.js';
import type { Task } from '../../engine/task.js';
import { parseClusterInfo, renderClusterInfo } from '../../kubeadm/cluster/cluster-info.js';
import type { KubeObject } from '../../kubernetes/client.js';
import { untilDone } from '../../kubernetes/controllers/controller.js';
import { asStrings } from '../../kubernetes/json.js';
import { createAuthority } from '../../pki/authority.js';
import { encodeCertificate } from '../../pki/certificate.js';
import type { World } from '../../world/world.js';
import type { FaultDefinition } from '../fault.js';
import { hold } from '../hold.js';
import type { Administrator } from './as-administrator.js';
import { asAdministrator } from './as-administrator.js';

/** Whoever puts it right does not give up at the first apiserver that is away. */
const PATIENCE_US = seconds(3_600);
const CA = '/etc/kubernetes/pki/ca.crt';

const foreignAuthority: FaultDefinition = {
  kind: 'foreign-ca',
  title: 'cluster-info names another CA than the one of the cluster: pins of joins do not match',
  scope: 'credentials',
  timing: 'lasting',
  aftermath: 'needs-a-person',
  args: [],
  endings: [
    { fault: 'foreign-ca@45s~40s', ends: 'ready' },
    { fault: 'foreign-ca@45s~4m', ends: 'ready' },
  ],
  apply({ world }) {
    const foreign = createAuthority(
      'kubernetes',
      world.rng.stream('faults/foreign-ca'),
      world.scheduler.now(),
    );
    nameAuthority(world, () => encodeCertificate(foreign), 0);
    return hold(world, 'cluster-info', () => {
      nameAuthority(world, (caOfCluster) => caOfCluster, PATIENCE_US);
    });
  },
};

/** Writes a CA into cluster-info; BootstrapSigner signs what it finds there. */
function nameAuthority(world: World, caPem: (ofCluster: string) => string, patienceUs: Micros): void {
  const ofCluster = [...world.hosts.values()].flatMap(({ disk }) => disk.text(CA) ?? [])[0];
  if (ofCluster === undefined) return;
  const altered = (map: KubeObject): KubeObject => {
    const data = asStrings(map.body['data']);
    const info = parseClusterInfo(data['kubeconfig'] ?? '');
    if (info === undefined) return map;
    const kubeconfig = renderClusterInfo(info.server, caPem(ofCluster));
    return { ...map, body: { ...map.body, data: { ...data, kubeconfig } } };
  };
  const act = ({ client }: Administrator): Task<unknown> =>
    untilDone(() => client.update('ConfigMap', 'kube-public', 'cluster-info', altered));
  asAdministrator(world, act, patienceUs);
  world.record('cluster-info.altered');
}

export const CLUSTER_INFO_FAULTS: readonly FaultDefinition[] = [foreignAuthority];
