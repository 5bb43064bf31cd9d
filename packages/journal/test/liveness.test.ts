import { describe, expect, test } from 'vitest';
import type { Liveness } from '../src/liveness.js';
import { livenessOf } from '../src/liveness.js';
import type { ProcessIdentity } from '../src/process-identity.js';
import { startOf, thisProcess } from '../src/process-identity.js';
import { NO_PROCESS } from './support/dead-process.js';

const INITIAL = 'pid:[4026531836]';
const CONTAINER = 'pid:[4026532791]';
const me: ProcessIdentity = {
  machine: 'ada',
  pid: process.pid,
  started: startOf(process.pid).replace(/^[^/]*/, 'boot-1'),
  machineId: 'id-1',
  pidNamespace: INITIAL,
};
/** In the eyes of this process it has ended, whatever is true where it ran. */
const gone: ProcessIdentity = { ...me, pid: NO_PROCESS };
const earlier: ProcessIdentity = { ...gone, started: 'boot-0/1' };

/** The same, as if it had been written without these. */
function without(identity: ProcessIdentity, ...keys: (keyof ProcessIdentity)[]): ProcessIdentity {
  const entries = Object.entries(identity).filter(([key]) => !keys.includes(key as keyof ProcessIdentity));
  return Object.fromEntries(entries) as unknown as ProcessIdentity;
}

describe('a process is', () => {
  test.each<[what: string, holder: ProcessIdentity, seenBy: ProcessIdentity, kind: Liveness['kind']]>([
    ['of this namespace and has no such id', gone, me, 'dead'],
    [
      'of this container and has no such id',
      { ...gone, pidNamespace: CONTAINER },
      { ...me, pidNamespace: CONTAINER },
      'dead',
    ],
    ['on a machine of another name', { ...gone, machine: 'bob' }, me, 'out-of-sight'],
    ['in a container, seen from its host', { ...gone, pidNamespace: CONTAINER }, me, 'out-of-sight'],
    ['on the host, seen from a container', gone, { ...me, pidNamespace: CONTAINER }, 'out-of-sight'],
    ['on another machine of the same name', { ...earlier, machineId: 'id-2' }, me, 'out-of-sight'],
    ['of an earlier boot of this machine', earlier, me, 'dead'],
    [
      'of another boot, in a container of the same image',
      { ...earlier, pidNamespace: CONTAINER },
      { ...me, pidNamespace: CONTAINER },
      'out-of-sight',
    ],
    [
      'of another boot of a machine without an id',
      without(earlier, 'machineId'),
      without(me, 'machineId'),
      'out-of-sight',
    ],
    [
      'on a machine whose boots have no id, seen from one that has them',
      { ...gone, started: '' },
      me,
      'out-of-sight',
    ],
    [
      'on a machine whose boots have an id, seen where that cannot be read',
      gone,
      { ...me, started: '' },
      'out-of-sight',
    ],
    [
      'where on neither side a boot can be read',
      { ...gone, started: '' },
      { ...me, started: '' },
      'out-of-sight',
    ],
    [
      'in a lock that knows no namespace, of this boot',
      without(gone, 'machineId', 'pidNamespace'),
      me,
      'dead',
    ],
    [
      'in a lock that knows no namespace, of another boot',
      without(earlier, 'machineId', 'pidNamespace'),
      me,
      'out-of-sight',
    ],
  ])('%s', (_what, holder, seenBy, kind) => {
    expect(livenessOf(holder, seenBy, 'linux').kind).toBe(kind);
  });

  test('dead when it has no such id on a machine of this name, where no boot has an id', () => {
    const [holder, here] = [gone, me].map((one) => ({
      ...without(one, 'machineId', 'pidNamespace'),
      started: '',
    }));
    expect(livenessOf(holder ?? gone, here, 'darwin')).toEqual({ kind: 'dead' });
    expect(livenessOf({ ...(holder ?? gone), machine: 'bob' }, here, 'darwin').kind).toBe('out-of-sight');
    expect(livenessOf(gone, here, 'darwin').kind).toBe('out-of-sight');
  });

  test('alive when it is this one, and dead when its id was given to this one after it', () => {
    const { started, ...here } = thisProcess();
    expect(livenessOf({ ...here, started })).toEqual({ kind: 'may-live' });
    expect(livenessOf({ ...here, started: `${started}1` })).toEqual({ kind: 'dead' });
    expect(livenessOf({ ...here, started: started.replace(/\d+$/, '') })).toEqual({ kind: 'may-live' });
  });
});
