import { expect, it } from 'vitest';
import { Disk } from '../../src/host/disk.js';

it('lists the files below a directory as they are, also after one has come or gone', () => {
  const disk = new Disk(() => 0);
  disk.write('/etc/b', 'b');
  disk.write('/etc/a/c', 'c');
  disk.write('/etcd', 'elsewhere');
  expect(disk.filesBelow('/etc')).toEqual(['/etc/a/c', '/etc/b']);
  disk.write('/etc/b', 'changed');
  expect(disk.filesBelow('/etc')).toEqual(['/etc/a/c', '/etc/b']);
  disk.write('/etc/a/a', 'a');
  expect(disk.filesBelow('/etc')).toEqual(['/etc/a/a', '/etc/a/c', '/etc/b']);
  disk.remove('/etc/b');
  expect(disk.filesBelow('/etc')).toEqual(['/etc/a/a', '/etc/a/c']);
  disk.removeTree('/etc/a');
  expect(disk.filesBelow('/etc')).toEqual([]);
  disk.renew();
  expect(disk.filesBelow('/')).toEqual([]);
});
