import { expect, test } from 'vitest';
import { Lab } from './lab.js';

test.each(['v1.20.2', 'v1.26.0', 'v1.34.1'])(
  '%s spends its time as the lab does: init 16-36 s, a worker 5-20 s, a control plane 12-45 s',
  (version) => {
    for (const seed of [1, 2, 3, 4, 5]) {
      const lab = new Lab({ version, masters: 2, workers: 1, seed });
      const init = lab.run('master1', lab.initLine());
      lab.pass(10);
      const worker = lab.run('node1', lab.joinLine(init.stdout));
      const controlPlane = lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
      const took = { init: init.seconds, worker: worker.seconds, controlPlane: controlPlane.seconds };
      expect(took.init, JSON.stringify(took)).toBeGreaterThan(16);
      expect(took.init, JSON.stringify(took)).toBeLessThan(36);
      expect(took.worker, JSON.stringify(took)).toBeGreaterThan(5);
      expect(took.worker, JSON.stringify(took)).toBeLessThan(20);
      expect(took.controlPlane, JSON.stringify(took)).toBeGreaterThan(12);
      expect(took.controlPlane, JSON.stringify(took)).toBeLessThan(45);
    }
  },
);

test('a three-master bootstrap costs few scheduler events', () => {
  const lab = new Lab({ masters: 3, workers: 0 });
  const init = lab.run('master1', lab.initLine());
  lab.pass(5);
  lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
  lab.run('master3', lab.joinLine(init.stdout, '192.168.56.7'));
  expect(lab.world.scheduler.fired).toBeLessThan(3_000);
});

test('a kubeadm that only looks leaves the times and the keys of a later init as they were', () => {
  const [quiet, disturbed] = [new Lab({ masters: 1 }), new Lab({ masters: 1 })];
  for (const command of ['version', 'token generate', 'certs certificate-key', 'config images list'])
    disturbed.run('master1', `kubeadm ${command}`);
  const inits = [quiet, disturbed].map((lab) => lab.run('master1', lab.initLine()));
  const [first, second] = inits;
  expect(second?.seconds).toBe(first?.seconds);
  const keyOf = (stdout: string | undefined) => /--certificate-key (\w+)/.exec(stdout ?? '')?.[1];
  expect(keyOf(second?.stdout)).toBe(keyOf(first?.stdout));
  expect(keyOf(first?.stdout)).toHaveLength(64);
});
