import { describe, expect, it } from 'vitest';
import { renderHaproxyConfig } from '../../src/load-balancer-config/haproxy.js';
import { renderNginxConfig } from '../../src/load-balancer-config/nginx.js';
import { sampleSpec } from '../commands/sample-cluster.js';
import { golden } from '../fixtures/golden.js';

describe.each([
  ['nginx.conf', renderNginxConfig],
  ['haproxy.cfg', renderHaproxyConfig],
] as const)('%s', (file, render) => {
  const text = render(sampleSpec());

  it('is the golden file', () => {
    expect(text).toBe(golden(new URL(`./golden/${file}`, import.meta.url), text));
  });

  it('has every master as a backend, and nobody else', () => {
    expect(text.match(/\d+\.\d+\.\d+\.\d+:6443/g)).toEqual([
      '192.168.56.5:6443',
      '192.168.56.6:6443',
      '192.168.56.7:6443',
    ]);
  });

  it('listens on the port of the control-plane endpoint', () => {
    const other = render(sampleSpec({ controlPlaneEndpoint: { host: 'api.example.org', port: 8443 } }));
    expect(other).toMatch(/(listen |bind :)8443\b/);
  });
});
