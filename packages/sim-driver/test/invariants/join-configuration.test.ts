import { describe, expect, it } from 'vitest';
import { found, joinOn, sceneOn } from './scene.js';

const ID = 'credentials-outlast-the-join';
const PATH = '/root/elsewhere.yaml';

describe('the configuration of a join', () => {
  it('is the file that its command line names', async () => {
    const scene = await sceneOn('ready');
    scene.simulation.world.host('node1').disk.write(PATH, 'token: abcdef.0123456789abcdef\n');
    joinOn(scene, 'node1', PATH);
    expect(found(scene, ID)).toEqual(['node1 joins, but token abcdef is gone']);
  });

  it('can be read when the join starts, and names a token', async () => {
    const scene = await sceneOn('fresh');
    joinOn(scene, 'node1', PATH);
    scene.simulation.world.host('node2').disk.write(PATH, 'kind: JoinConfiguration\n');
    joinOn(scene, 'node2', PATH);
    expect(found(scene, ID)).toEqual([
      `node1 joins, but ${PATH} cannot be read`,
      `node2 joins, but ${PATH} names no token`,
    ]);
  });

  it('is not asked of a person who gives flags', async () => {
    const { simulation, monitor } = await sceneOn('fresh');
    simulation.shell('node1', [
      'kubeadm',
      'join',
      '192.168.56.10:6443',
      '--token',
      'abcdef.0123456789abcdef',
    ]);
    expect(monitor.violations).toEqual([]);
  });
});
