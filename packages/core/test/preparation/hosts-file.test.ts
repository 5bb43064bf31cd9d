import { describe, expect, it } from 'vitest';
import { hostsBlock, hostsCleaning, hostsFileFlaws } from '../../src/preparation/hosts-file.js';
import { sampleSpec } from '../commands/sample-cluster.js';

const spec = sampleSpec();
const BLOCK = hostsBlock(spec);

describe('/etc/hosts', () => {
  it('is fine with our lines, with those of somebody else, and with aliases beside the names', () => {
    expect(hostsFileFlaws(spec, 'master1', BLOCK)).toEqual([]);
    expect(hostsFileFlaws(spec, 'master1', BLOCK.replaceAll(' # quorate', ''))).toEqual([]);
    expect(hostsFileFlaws(spec, 'master1', BLOCK.replace(' node1 ', ' worker.lan node1 '))).toEqual([]);
  });

  it('may keep the loopback line that Debian writes for the own name, and for no other', () => {
    const text = `127.0.1.1 master1\n${BLOCK}`;
    expect(hostsFileFlaws(spec, 'master1', text)).toEqual([]);
    expect(hostsFileFlaws(spec, 'master2', text)).toEqual(['master1 is 127.0.1.1 and not 192.168.56.5']);
  });

  it('is wrong where a host is missing, commented out, or elsewhere', () => {
    expect(hostsFileFlaws(spec, 'master1', BLOCK.replace(/^.* node1 .*$/m, ''))).toEqual([
      'node1 (192.168.56.8) is missing',
    ]);
    expect(hostsFileFlaws(spec, 'master1', BLOCK.replace(/^(.* node1 .*)$/m, '#$1'))).toEqual([
      'node1 (192.168.56.8) is missing',
    ]);
    expect(hostsFileFlaws(spec, 'master1', `10.0.0.1 node1\n${BLOCK}`)).toEqual([
      'node1 is 10.0.0.1 and not 192.168.56.8',
    ]);
  });

  it('is not confused by names that begin alike', () => {
    const only = BLOCK.replace(/^.* node1 .*$/m, '192.168.56.8 node11');
    expect(hostsFileFlaws(spec, 'master1', only)).toEqual(['node1 (192.168.56.8) is missing']);
  });

  it('is cleaned of nothing but our lines and wrong ones', () => {
    expect(hostsCleaning(spec, 'master1')).toContain(
      '/^\\s*(#|127\\.|192\\.168\\.56\\.5\\s)/!s/^.*\\smaster1(\\s.*)?$/# &/',
    );
    expect(hostsCleaning(spec, 'master1')[0]).toBe('/# quorate$/d');
  });
});
