import { describe, expect, it } from 'vitest';
import { etcdMembers, monitorInvariants, orchestrate } from '../../src/index.js';
import { laboratory, strike } from './laboratory.js';

describe('a kubeadm that hangs because the kubelet refused the pod of etcd, and nobody hears', () => {
  it.each(['master2', 'master3'])(
    'the kubelet of %s is restarted beside it, and no joining goes on before it ends',
    async (host) => {
      const simulation = laboratory();
      const monitor = monitorInvariants(simulation);
      strike(simulation, `refuse-pod:${host},etcd`);
      strike(simulation, `cut-step:${host},kubeadm,join,30s`);
      const startedMs = simulation.nowMs();
      const changes: string[] = [];
      const { result } = await orchestrate(simulation, {
        onEvent(event) {
          if (event.type === 'command.issued' && event.mutates)
            changes.push(`${event.command.kind} ${'host' in event.command ? event.command.host : ''}`.trim());
        },
      });
      expect(result.status).toBe('ready');
      expect(monitor.violations).toEqual([]);
      const joined = changes.indexOf(`join-control-plane ${host}`);
      expect(changes[joined + 1]).toBe(`restart-kubelet ${host}`);
      expect(changes.filter((change) => /remove-member|reset-host/.test(change))).toEqual([]);
      expect(etcdMembers(simulation.world).map(({ name }) => name)).toHaveLength(3);
      expect(simulation.nowMs() - startedMs).toBeLessThan(simulation.spec.budgets.joinTimeoutMs);
    },
  );
});
