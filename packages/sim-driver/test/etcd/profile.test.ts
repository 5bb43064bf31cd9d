import { describe, expect, test } from 'vitest';
import { profileOf } from '../../src/etcd/profile.js';

describe('profiles', () => {
  test.each([
    { version: '3.4.23', preVote: false, addNeeds: 'all-voters', livenessEndpoints: false },
    { version: '3.4.29', preVote: false, addNeeds: 'all-voters', livenessEndpoints: true },
    { version: '3.5.10', preVote: true, addNeeds: 'all-voters', livenessEndpoints: false },
    { version: '3.5.29', preVote: true, addNeeds: 'all-voters', livenessEndpoints: true },
    { version: '3.5.30', preVote: true, addNeeds: 'quorum-of-enlarged', livenessEndpoints: true },
    { version: '3.6.10', preVote: true, addNeeds: 'all-voters', livenessEndpoints: true },
    { version: '3.6.11', preVote: true, addNeeds: 'quorum-of-enlarged', livenessEndpoints: true },
  ] as const)('of $version', ({ version, ...expected }) => {
    expect(profileOf(version)).toMatchObject({ version, ...expected });
  });

  test('take image tags', () => {
    expect(profileOf('3.5.16-0').version).toBe('3.5.16');
    expect(profileOf('v3.6.5').clusterVersion).toBe('3.6.0');
  });

  test('refuse what is no version', () => {
    expect(() => profileOf('latest')).toThrow('not an etcd version: latest');
  });
});
