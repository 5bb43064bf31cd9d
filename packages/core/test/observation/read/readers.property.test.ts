import { fc, test } from '@fast-check/vitest';
import { describe, expect } from 'vitest';
import {
  readCheckExpiration,
  readDates,
  readFingerprint,
} from '../../../src/observation/read/certificates.js';
import {
  readPresence,
  readRecordedCluster,
  readSignedTokenIds,
  readUploadedCertificates,
} from '../../../src/observation/read/config-objects.js';
import {
  readAlarms,
  readEndpointHealth,
  readEndpointStatus,
  readMemberList,
} from '../../../src/observation/read/etcd-json.js';
import { readClock, readVersion } from '../../../src/observation/read/host-facts.js';
import { readKubeadmDate, readOpensslDate, readRfc3339 } from '../../../src/observation/read/instant.js';
import { readCertificateKey, readJoinCommand } from '../../../src/observation/read/kubeadm-output.js';
import { readNodes } from '../../../src/observation/read/nodes.js';
import { readTokenList } from '../../../src/observation/read/tokens.js';

const READERS = {
  readAlarms,
  readCertificateKey,
  readCheckExpiration,
  readClock,
  readDates,
  readEndpointStatus,
  readFingerprint,
  readJoinCommand,
  readKubeadmDate,
  readMemberList,
  readNodes,
  readOpensslDate,
  readPresence,
  readRecordedCluster,
  readRfc3339,
  readSignedTokenIds,
  readTokenList,
  readUploadedCertificates,
  readVersion,
};

describe.each(Object.entries(READERS))('%s', (_name, reader) => {
  test.prop([fc.oneof(fc.string({ unit: 'binary' }), fc.json())])(
    'never throws, and says why it knows nothing',
    (text) => {
      const read = reader(text);
      if (!read.known) expect(read.why).not.toBe('');
    },
  );

  test.prop([fc.stringMatching(/^[g-z ]+ [g-z]+$/)])('knows nothing from prose', (text) => {
    fc.pre(text.trim() !== '');
    expect(reader(text).known).toBe(false);
  });
});

test.prop([fc.oneof(fc.string({ unit: 'binary' }), fc.json())])('health never throws', (text) => {
  expect(['yes', 'no', 'unknown']).toContain(readEndpointHealth(text));
});
