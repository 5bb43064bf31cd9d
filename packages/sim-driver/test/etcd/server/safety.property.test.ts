import { fc, test } from '@fast-check/vitest';
import { expect } from 'vitest';
import { millis, seconds } from '../../../src/engine/scheduler.js';
import { startTask } from '../../../src/engine/task.js';
import { createEtcdClient } from '../../../src/etcd/etcd-client.js';
import { EtcdTestbed } from '../cluster.js';

const NAMES = ['cp1', 'cp2', 'cp3'] as const;

const fault = fc.record({
  afterMs: fc.integer({ min: 0, max: 4000 }),
  victim: fc.constantFrom(...NAMES),
  kind: fc.constantFrom('crash', 'power', 'isolate'),
  downMs: fc.integer({ min: 1, max: 9000 }),
});

const versions = fc.constantFrom('3.4.23', '3.5.16', '3.5.30');

test.prop([fc.integer({ min: 1, max: 1_000_000 }), versions, fc.array(fault, { maxLength: 6 })], {
  numRuns: 60,
})(
  'what was acknowledged survives any minority of faults, and no term has two leaders',
  (seed, version, faults) => {
    const bed = new EtcdTestbed({ seed, version });
    bed.bootstrap(NAMES);
    const acknowledged: string[] = [];
    let number = 0;
    const write = (): void => {
      const client = createEtcdClient(bed.host('cp1'), {
        endpoints: NAMES.map((name) => `http://${bed.host(name).addresses[0] ?? ''}:2379`),
        timeoutUs: seconds(5),
      });
      const key = `k${(number += 1)}`;
      startTask(
        bed.world.scheduler,
        (function* () {
          const result = yield* client.put(key, 'v');
          if (result.ok) acknowledged.push(key);
        })(),
      );
    };
    for (const { afterMs, victim, kind, downMs } of faults) {
      write();
      bed.wait(millis(afterMs));
      write();
      if (kind === 'isolate') bed.isolate(victim);
      else if (kind === 'crash') bed.kill(victim);
      else bed.host(victim).powerOff();
      bed.wait(millis(downMs));
      write();
      if (kind === 'isolate') bed.isolate(victim, false);
      else {
        if (kind === 'power') bed.host(victim).powerOn(0);
        bed.start(victim, { cluster: NAMES });
      }
      // A minority only: the next fault waits until all are back.
      bed.until(() => NAMES.every((name) => isInStep(bed, name)), seconds(120));
    }
    // Connections that were cut come back when TCP tries again.
    bed.wait(seconds(20));
    write();
    bed.wait(seconds(6));
    // The last one was written to a healthy cluster.
    expect(acknowledged).toContain(`k${number}`);
    for (const name of NAMES) {
      const keys = bed
        .member(name)
        ?.keys()
        .map((entry) => entry.key);
      expect(keys).toEqual(expect.arrayContaining(acknowledged));
    }
    const elections = bed.world.trace.records.filter((record) => record.event === 'etcd.leader-elected');
    const terms = elections.map((record) => record.detail?.['term']);
    expect(new Set(terms).size).toBe(terms.length);
  },
);

function isInStep(bed: EtcdTestbed, name: string): boolean {
  const leader = bed.leader;
  const member = bed.member(name);
  return (
    leader !== undefined &&
    member?.ready === true &&
    member.leaderId === leader.memberId &&
    member.applied === leader.applied
  );
}
