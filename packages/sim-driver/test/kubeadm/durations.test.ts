import { expect, test } from 'vitest';
import { Lab } from './lab.js';

test.each(['v1.20.2', 'v1.26.0', 'v1.34.1'])(
  '%s spends its time as the lab does: init 16-36 s, a worker 5-20 s, a control plane 12-45 s',
  (version) => {
    const lab = new Lab({ version, masters: 2, workers: 1 });
    const init = lab.run('master1', lab.initLine());
    lab.pass(10);
    const worker = lab.run('node1', lab.joinLine(init.stdout));
    const controlPlane = lab.run('master2', lab.joinLine(init.stdout, '192.168.56.6'));
    expect(init.seconds).toBeGreaterThan(16);
    expect(init.seconds).toBeLessThan(36);
    expect(worker.seconds).toBeGreaterThan(5);
    expect(worker.seconds).toBeLessThan(20);
    expect(controlPlane.seconds).toBeGreaterThan(12);
    expect(controlPlane.seconds).toBeLessThan(45);
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
