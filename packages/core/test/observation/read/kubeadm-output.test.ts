import { describe, expect, it } from 'vitest';
import { known } from '../../../src/foundation/tri.js';
import {
  initIsDone,
  joinIsDone,
  readCertificateKey,
  readJoinCommand,
} from '../../../src/observation/read/kubeadm-output.js';
import { fixture } from '../../fixtures/fixture.js';

const CA_HASH = 'sha256:e73a248668360f0c59316405c9b3ff5a039b2e2d2ad80c68592b88b7a917120c';
const INIT_KEY = 'f6b3f9834a21d589523fdb29367dd5dea573f8ed6eb7fdfd1843bc36d00fc512';

describe('the done block of init', () => {
  const init = fixture('kubeadm-1.20/init.stdout');

  it('gives token, CA hash and certificate key', () => {
    expect(initIsDone(init)).toBe(true);
    const command = { token: 'lmrozx.9vg9onmbzmevwtqa', caCertHashes: [CA_HASH], certificateKey: INIT_KEY };
    expect(readJoinCommand(init)).toEqual(known(command));
    expect(readCertificateKey(init)).toEqual(known(INIT_KEY));
  });

  it('reads the same with the tabs of newer releases', () => {
    const newer = init.replaceAll('\n    --', '\n\t--');
    expect(newer).not.toBe(init);
    expect(readJoinCommand(newer)).toEqual(readJoinCommand(init));
  });

  it('is not there before the last line', () => {
    expect(initIsDone(init.slice(0, init.indexOf('[addons]')))).toBe(false);
  });

  it('gives nothing when the token is withheld', () => {
    expect(readJoinCommand(init.replaceAll('lmrozx.9vg9onmbzmevwtqa', '<value withheld>')).known).toBe(false);
  });
});

it('reads what token create prints, with the extra spaces of 1.20', () => {
  const printed = fixture('kubeadm-1.20/token-create.stdout');
  expect(readJoinCommand(printed)).toEqual(
    known({ token: 'tsjylv.6du46voe1625eqke', caCertHashes: [CA_HASH] }),
  );
});

it('keeps every CA hash of a bundle', () => {
  const other = `sha256:${'0'.repeat(64)}`;
  const line = `kubeadm join a:6443 --token tsjylv.6du46voe1625eqke --discovery-token-ca-cert-hash ${CA_HASH} --discovery-token-ca-cert-hash ${other} `;
  expect(readJoinCommand(line)).toMatchObject({ value: { caCertHashes: [CA_HASH, other] } });
});

it('finds the key that upload-certs printed', () => {
  const key = '29fee42e8d6a3663895106e68ad798fc8a4398102c849b5b82585d6ef8fb5e0c';
  expect(readCertificateKey(fixture('kubeadm-1.20/upload-certs.stdout'))).toEqual(known(key));
  expect(readCertificateKey('[upload-certs] Skipping phase. Please see --upload-certs\n').known).toBe(false);
});

it.each(['join-control-plane', 'join-worker'])('knows that %s is done', (name) => {
  const joined = fixture(`kubeadm-1.20/${name}.stdout`);
  expect(joinIsDone(joined)).toBe(true);
  expect(joinIsDone(joined.slice(0, joined.indexOf('This node')))).toBe(false);
});
