import { Secret } from '@quorate/core';
import ssh2 from 'ssh2';
import { describe, expect, it } from 'vitest';
import { loadSshConfig } from '../../src/ssh-config/load-ssh-config.js';
import type { LocalFacts } from '../../src/ssh-config/local-facts.js';
import { resolveTarget } from '../../src/ssh-config/resolve-target.js';
import { formatSshConfigProblem } from '../../src/ssh-config/ssh-config-problem.js';
import type { SshOverrides } from '../../src/ssh-config/ssh-overrides.js';
import { LOCAL, memoryFiles } from './memory-files.js';

const PUBLIC_KEY = 'ssh-ed25519 AAAAC3Nz me@here\n';

interface World {
  readonly config?: string;
  readonly files?: Readonly<Record<string, string>>;
  readonly overrides?: SshOverrides;
  readonly local?: LocalFacts;
  readonly name?: string;
}

async function resolve({ config = '', files = {}, overrides = {}, local = LOCAL, name = 'web' }: World) {
  const port = memoryFiles({ '/home/me/.ssh/config': config, ...files });
  const loaded = await loadSshConfig({}, local, port);
  return resolveTarget(name, overrides, { config: loaded, local, files: port });
}

async function targetOf(world: World) {
  const resolved = await resolve(world);
  if (!resolved.ok) throw new Error(resolved.error.map(formatSshConfigProblem).join('\n'));
  return resolved.value.target;
}

async function problemsOf(world: World) {
  const resolved = await resolve(world);
  return (resolved.ok ? resolved.value.warnings : resolved.error).map(formatSshConfigProblem);
}

const keyFile = (path: string) => ({ kind: 'key-file', path });

describe('a target', () => {
  it('has OpenSSH’s defaults when nothing is said', async () => {
    const local = { ...LOCAL, environment: { SSH_AUTH_SOCK: '/run/agent' } };
    const files = {
      '/home/me/.ssh/id_rsa': '',
      '/home/me/.ssh/id_ed25519': '',
      '/home/me/.ssh/id_other': '',
    };
    expect(await targetOf({ local, files })).toEqual({
      address: 'web',
      port: 22,
      user: 'me',
      authentication: [
        { kind: 'agent', socket: '/run/agent' },
        keyFile('/home/me/.ssh/id_ed25519'),
        keyFile('/home/me/.ssh/id_rsa'),
      ],
      hostKeys: { kind: 'strict', knownHosts: ['/home/me/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'] },
      jumps: [],
      sudo: { kind: 'passwordless' },
    });
  });

  it('needs no sudo for root', async () => {
    expect((await targetOf({ config: 'User root' })).sudo).toEqual({ kind: 'none' });
  });

  it('takes overrides before ssh_config, and tells a stated port 22 from none', async () => {
    const config = 'HostName 10.0.0.1\nUser one\nPort 2200\n';
    const overrides = { address: '10.0.0.2', user: 'two', port: 22 };
    expect(await targetOf({ config, overrides })).toMatchObject({
      address: '10.0.0.2',
      user: 'two',
      port: 22,
    });
    expect(await targetOf({ config })).toMatchObject({ address: '10.0.0.1', user: 'one', port: 2200 });
  });

  it('takes the file of the user before that of the system', async () => {
    const files = { '/etc/ssh/ssh_config': 'User two\nPort 2200\n' };
    expect(await targetOf({ config: 'Host db\nHost web\n User one', files })).toMatchObject({
      user: 'one',
      port: 2200,
    });
  });

  it('fills tokens into paths, and the home directory for ~', async () => {
    const config = [
      'HostName %h.example.org',
      'User one',
      'Port 2200',
      'IdentityFile ~/%n/%h/%p/%r/%u%%',
      'IdentityFile %d/${KEYS}/b',
      'IdentityAgent ~/agent-%r',
      'UserKnownHostsFile ~/known_%n /x/%h',
      'GlobalKnownHostsFile none',
    ].join('\n');
    const files = { '/home/me/web/web.example.org/2200/one/me%': '', '/home/me/k/b': '' };
    const target = await targetOf({ config, files, local: { ...LOCAL, environment: { KEYS: 'k' } } });
    expect(target.authentication).toEqual([
      { kind: 'agent', socket: '/home/me/agent-one' },
      ...Object.keys(files).map(keyFile),
    ]);
    expect(target.hostKeys).toEqual({
      kind: 'strict',
      knownHosts: ['/home/me/known_web', '/x/web.example.org'],
    });
  });

  it('offers only the named keys of the agent under IdentitiesOnly', async () => {
    const local = { ...LOCAL, environment: { SSH_AUTH_SOCK: '/run/agent' } };
    const config = 'IdentitiesOnly yes\nIdentityFile ~/key\nIdentityFile ~/token.pub\n';
    const files = {
      '/home/me/key': 'private',
      '/home/me/key.pub': PUBLIC_KEY,
      '/home/me/token.pub': PUBLIC_KEY.replace('Nz', 'Na'),
    };
    expect((await targetOf({ config, files, local })).authentication).toEqual([
      { kind: 'agent', socket: '/run/agent', identities: ['AAAAC3Nz', 'AAAAC3Na'] },
      keyFile('/home/me/key'),
    ]);
    expect((await targetOf({ config, local })).authentication).toEqual([]);
  });

  it('offers the named keys of the agent before its others', async () => {
    const local = { ...LOCAL, environment: { SSH_AUTH_SOCK: '/run/agent' } };
    const files = { '/home/me/key': '', '/home/me/key.pub': PUBLIC_KEY };
    expect((await targetOf({ config: 'IdentityFile ~/key', files, local })).authentication).toEqual([
      { kind: 'agent', socket: '/run/agent', first: ['AAAAC3Nz'] },
      keyFile('/home/me/key'),
    ]);
    const usual = { '/home/me/.ssh/id_rsa.pub': PUBLIC_KEY };
    expect((await targetOf({ files: usual, local })).authentication).toEqual([
      { kind: 'agent', socket: '/run/agent', first: ['AAAAC3Nz'] },
    ]);
  });

  it.each([
    ['', 'first', true],
    ['IdentitiesOnly yes', 'identities', true],
    ['', 'first', false],
    ['IdentitiesOnly yes', 'identities', false],
  ])(
    'knows a named key of the agent by the private file alone, unless that is encrypted (%j, %s, %s)',
    async (config, member, isKnown) => {
      const local = { ...LOCAL, environment: { SSH_AUTH_SOCK: '/run/agent' } };
      const encryption = isKnown ? {} : { passphrase: 'x', cipher: 'aes256-ctr', rounds: 1 };
      const pair = ssh2.utils.generateKeyPairSync('ecdsa', { bits: 256, ...encryption });
      const [, blob = ''] = pair.public.split(' ');
      const files = { '/home/me/key': pair.private };
      const target = await targetOf({ config: `IdentityFile ~/key\n${config}\n`, files, local });
      const agents = target.authentication.filter(({ kind }) => kind === 'agent');
      const agent = { kind: 'agent', socket: '/run/agent' };
      if (isKnown) expect(agents).toEqual([{ ...agent, [member]: [blob] }]);
      else expect(agents).toEqual(config === '' ? [agent] : []);
    },
  );

  it('has no agent when IdentityAgent is none, and only a password without public keys', async () => {
    const local = { ...LOCAL, environment: { SSH_AUTH_SOCK: '/run/agent' } };
    expect((await targetOf({ config: 'IdentityAgent none', local })).authentication).toEqual([]);
    const password = new Secret('password', 'x');
    const { authentication } = await targetOf({
      config: 'PubkeyAuthentication no',
      local,
      overrides: { password },
    });
    expect(authentication).toEqual([{ kind: 'password', password }]);
  });

  it('has the key files of the overrides in place of all others, with their passphrase', async () => {
    const passphrase = new Secret('passphrase', 'x');
    const overrides = { identityFiles: ['~/mine'], passphrase };
    const target = await targetOf({
      config: 'IdentityFile ~/other',
      files: { '/home/me/mine': '' },
      overrides,
    });
    expect(target.authentication).toEqual([{ ...keyFile('/home/me/mine'), passphrase }]);
    expect(await problemsOf({ overrides })).toEqual(['error: the key file /home/me/mine does not exist']);
  });

  it.each([
    ['StrictHostKeyChecking accept-new\nHostKeyAlias one', { kind: 'accept-new', alias: 'one' }],
    ['StrictHostKeyChecking no', { kind: 'off' }],
    ['StrictHostKeyChecking ask', { kind: 'strict' }],
  ])('checks host keys as ssh_config says: %s', async (config, policy) => {
    expect((await targetOf({ config })).hostKeys).toMatchObject(policy);
  });

  it.each([
    ['', ['/home/me/.ssh/known_hosts', '/etc/ssh/ssh_known_hosts'], '/home/me/.ssh/known_hosts'],
    ['UserKnownHostsFile ~/a ~/b', ['/home/me/a', '/home/me/b', '/etc/ssh/ssh_known_hosts'], '/home/me/a'],
    ['UserKnownHostsFile none', ['/etc/ssh/ssh_known_hosts'], undefined],
    ['UserKnownHostsFile none\nGlobalKnownHostsFile none', [], undefined],
  ])(
    'adds new host keys to the first file of the user, and to no other: %j',
    async (files, knownHosts, addTo) => {
      const { hostKeys } = await targetOf({ config: `StrictHostKeyChecking accept-new\n${files}\n` });
      expect(hostKeys).toEqual({ kind: 'accept-new', knownHosts, addTo });
    },
  );

  it('whose host keys are not checked comes with a warning that names the line', async () => {
    expect(await problemsOf({ config: 'Host *\n StrictHostKeyChecking no' })).toEqual([
      expect.stringMatching(/^\/home\/me\/\.ssh\/config:2: warning: StrictHostKeyChecking is off/),
    ]);
  });
});

describe('Include', () => {
  it('reads matching files in order, relative to ~/.ssh, and only where its block applies', async () => {
    const config = 'Host web\n Include conf.d/*.conf\nHost db\n Include db.conf\nHost *\n User last\n';
    const files = {
      '/home/me/.ssh/conf.d/b.conf': 'Port 2202\nUser b\n',
      '/home/me/.ssh/conf.d/a.conf': 'Port 2201\nHost other\n User never\n',
      '/home/me/.ssh/conf.d/.hidden.conf': 'Port 1\n',
      '/home/me/.ssh/db.conf': 'HostName never\nMatch all\nHostName never\n',
    };
    expect(await targetOf({ config, files })).toMatchObject({ port: 2201, user: 'b', address: 'web' });
  });

  it('of a file in itself is an error at its line', async () => {
    const problems = await problemsOf({ config: 'Include config' });
    expect(problems).toEqual([expect.stringContaining('config:1: error: Include is nested deeper than 16')]);
  });
});

describe('ProxyJump', () => {
  it('resolves each jump under its own name, and does not hand on what was said of the target', async () => {
    const config = [
      'Host web',
      ' ProxyJump outer,deep@inner:2201',
      'Host outer',
      ' HostName 10.0.0.1',
      ' User gate',
      ' IdentityFile ~/gate',
      'Host inner',
      ' ProxyJump elsewhere',
    ].join('\n');
    const overrides = { user: 'one', port: 2299 };
    const target = await targetOf({ config, overrides, files: { '/home/me/gate': '' } });
    expect(target.jumps).toMatchObject([
      { address: '10.0.0.1', port: 22, user: 'gate', authentication: [keyFile('/home/me/gate')], jumps: [] },
      { address: 'inner', port: 2201, user: 'deep', authentication: [], jumps: [] },
    ]);
    expect(target).toMatchObject({ user: 'one', port: 2299, authentication: [] });
  });

  it('of the first jump comes before it', async () => {
    const config = 'Host web\n ProxyJump b\nHost b\n ProxyJump a\n';
    expect((await targetOf({ config })).jumps.map(({ address }) => address)).toEqual(['a', 'b']);
  });

  it('is replaced by the jumps of the overrides', async () => {
    expect((await targetOf({ config: 'ProxyJump a', overrides: { jumps: [] } })).jumps).toEqual([]);
  });

  it.each([
    ['Host *\n ProxyJump bastion\n', 'web → bastion → bastion'],
    ['Host web\n ProxyJump a\nHost a\n ProxyJump web\n', 'web → a → web'],
  ])('in a circle is refused: %j', async (config, circle) => {
    expect(await problemsOf({ config })).toEqual([
      expect.stringContaining(`error: ProxyJump goes in a circle: ${circle}`),
    ]);
  });

  it.each(['a,,b', 'a:0', 'a:x', '::1', 'a:65536'])('that cannot be read is refused: %s', async (jumps) => {
    expect((await resolve({ config: `ProxyJump ${jumps}` })).ok).toBe(false);
  });
});

describe('what is not supported', () => {
  it.each([
    ['ProxyCommand nc %h %p', 'error', 'proxycommand is not supported'],
    ['RevokedHostKeys /krl', 'error', 'revokedhostkeys is not supported'],
    ['CertificateFile ~/c', 'warning', 'certificatefile is not supported'],
    ['PKCS11Provider /lib/x.so', 'warning', 'pkcs11provider is not supported'],
    ['IdentityFile ~/absent', 'warning', 'the key file /home/me/absent does not exist'],
    ['IdentityFile ~/%C', 'error', 'the token %C is not supported'],
    ['IdentityFile ~other/key', 'error', 'the home of another user is not looked up'],
    ['IdentityFile ${ABSENT}/key', 'error', 'the environment has no ABSENT'],
    ['User a#b', 'error', 'user: the value cannot be read for certain'],
    ["IdentityFile 'a b'", 'error', 'identityfile: the value cannot be read for certain'],
    ['Port 0', 'error', 'Port is a number from 1 to 65535, not 0'],
    [
      'StrictHostKeyChecking maybe',
      'error',
      'StrictHostKeyChecking is yes, accept-new, ask or no, not maybe',
    ],
    [
      'Match exec "true"\n User two',
      'warning',
      'Match exec is not evaluated: the block is left out, with its user (line 3)',
    ],
  ])('is named with its file and line: %s', async (line, severity, message) => {
    const problems = await problemsOf({ config: `# first\n${line}\n` });
    const [first = ''] = problems;
    expect(problems).toHaveLength(1);
    expect(first.toLowerCase()).toContain(`/home/me/.ssh/config:2: ${severity}: ${message}`.toLowerCase());
  });

  it.each([
    'ProxyCommand none',
    'ForwardX11 yes',
    'Match exec "true"\n Compression yes',
    'Host web\n ProxyJump a\n ProxyCommand nc',
    "LocalCommand echo 'a' \"",
  ])('is passed over when it changes nothing here: %s', async (config) => {
    expect(await problemsOf({ config })).toEqual([]);
  });
});
