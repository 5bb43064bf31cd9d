import { rmSync } from 'node:fs';
import { userInfo } from 'node:os';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSshConfig } from '../../src/ssh-config/load-ssh-config.js';
import { resolveTarget } from '../../src/ssh-config/resolve-target.js';
import { settingsFor } from '../../src/ssh-config/settings-for.js';
import { LOCAL, memoryFiles } from './memory-files.js';
import { askSsh, directory, hasSsh } from './ssh-oracle.js';

afterAll(() => rmSync(directory, { recursive: true, force: true }));

const local = { ...LOCAL, user: userInfo().username };

async function seenHere(text: string, name: string) {
  const files = memoryFiles({ '/config': text });
  const config = await loadSshConfig({ userFile: '/config', systemFile: 'none' }, local, files);
  const { settings } = settingsFor(config, { name, localUser: local.user });
  const resolved = await resolveTarget(name, { jumps: [] }, { config, local, files });
  if (!resolved.ok) return undefined;
  const { address, port, user, hostKeys } = resolved.value.target;
  const jump = settings.proxyJump?.value;
  return {
    hostname: address,
    port: String(port),
    user,
    identities: settings.identityFiles.map(({ value }) => value),
    checking: hostKeys.kind,
    jump: jump === 'none' ? undefined : jump,
    alias: settings.hostKeyAlias?.value,
  };
}

function seenBySsh(text: string, name: string) {
  const options = askSsh(text, name);
  if (options === undefined) return undefined;
  const first = (keyword: string) => options.get(keyword)?.[0];
  const checking = { true: 'strict', ask: 'strict', 'accept-new': 'accept-new', false: 'off' } as const;
  const said = first('stricthostkeychecking');
  const identities = options.get('identityfile') ?? [];
  return {
    hostname: first('hostname') ?? '',
    port: first('port') ?? '',
    user: first('user') ?? '',
    // Without any, OpenSSH lists its defaults.
    identities: identities.includes('~/.ssh/id_xmss') ? [] : [...identities],
    checking: checking[said as keyof typeof checking],
    jump: first('proxyjump'),
    alias: first('hostkeyalias'),
  };
}

const TABLE: readonly (readonly [what: string, text: string, name: string])[] = [
  ['nothing', '', 'web'],
  ['an upper-case name', '', 'Web'],
  ['the first value of an option', 'Host web\n User one\nHost *\n User two\n Port 2200\n', 'web'],
  ['a block for another host', 'Host db\n User one\n', 'web'],
  ['names in another case', 'Host Web\n User one\n', 'web'],
  ['a negated pattern', 'Host * !web\n User one\n', 'web'],
  ['a negated pattern alone', 'Host !db\n User one\n', 'web'],
  ['options before any block', 'User one\nHost web\n User two\n', 'web'],
  ['an equals sign', 'Port=2200\nUser = "one two"\n', 'web'],
  ['keywords in any case', 'HOSTNAME 10.0.0.1\nidentityFILE /a\n', 'web'],
  ['a comment after a value', 'User one # not two\n', 'web'],
  ['tokens in HostName', 'HostName %h.example.org\n', 'web'],
  ['a percent sign in HostName', 'HostName a%%b\n', 'web'],
  ['several key files, one of them twice', 'IdentityFile /a\nIdentityFile "/b c"\nIdentityFile /a\n', 'web'],
  ['key files of several blocks', 'Host w*\n IdentityFile /a\nHost *\n IdentityFile /b\n', 'web'],
  ['Match all', 'Host db\n User one\nMatch all\n User two\n', 'web'],
  ['Match host after HostName', 'HostName 10.0.0.1\nMatch host 10.*\n User two\n', 'web'],
  ['Match originalhost', 'HostName 10.0.0.1\nMatch originalhost WEB,db\n User two\n', 'web'],
  ['Match user', 'User one\nMatch user one host web\n Port 2200\nMatch user two\n Port 2201\n', 'web'],
  ['a negated criterion', 'Match !host web\n Port 2200\nMatch !user nobody\n Port 2201\n', 'web'],
  ['a jump', 'ProxyJump one@bastion:2200,[::1]:22\n', 'web'],
  ['no jump before a jump', 'ProxyJump none\nProxyJump bastion\n', 'web'],
  ['no command before a jump', 'ProxyCommand none\nProxyJump bastion\n', 'web'],
  ['a jump before a command', 'ProxyJump bastion\nProxyCommand nc %h %p\n', 'web'],
  ['strict checking', 'StrictHostKeyChecking yes\n', 'web'],
  ['asking', 'StrictHostKeyChecking ask\n', 'web'],
  ['accepting what is new', 'StrictHostKeyChecking accept-new\n', 'web'],
  ['no checking', 'StrictHostKeyChecking no\n', 'web'],
  ['checking off', 'StrictHostKeyChecking off\n', 'web'],
  ['an alias', 'HostKeyAlias "a b"\n', 'web'],
  ['a value that is missing', 'User\n', 'web'],
  ['a quote that is not closed', 'User "one\n', 'web'],
  ['a port that is none', 'Port 99999\n', 'web'],
];

describe.skipIf(!hasSsh)('as ssh -G sees it', () => {
  it.each(TABLE)('%s', async (_, text, name) => {
    expect(await seenHere(text, name)).toEqual(seenBySsh(text, name));
  });

  const host = fc.constantFrom('web', 'db', 'web1', 'Web');
  const pattern = fc
    .tuple(fc.constantFrom('', '', '!'), fc.constantFrom('web', 'w*', '*', '???', 'db', 'web?', 'Web'))
    .map((parts) => parts.join(''));
  const patterns = fc.array(pattern, { minLength: 1, maxLength: 3 });
  const block = fc.oneof(
    patterns.map((list) => `Host ${list.join(' ')}`),
    fc.constant('Match all'),
    fc
      .tuple(fc.constantFrom('host', '!host', 'originalhost', 'user', '!user'), patterns)
      .map(([criterion, list]) => `Match ${criterion} ${list.join(',')}`),
  );
  const option = fc.oneof(
    fc.constantFrom('web', 'one', '"a b"').map((user) => `User ${user}`),
    fc.integer({ min: 1, max: 65_535 }).map((port) => `Port ${port}`),
    fc.constantFrom('10.0.0.1', '%h.example.org', 'web').map((name) => `HostName ${name}`),
    fc.constantFrom('/a', '~/.ssh/b', '"/c d"', 'none').map((path) => `IdentityFile ${path}`),
    fc.constantFrom('bastion', 'u@b:2200,c', 'none').map((jump) => `ProxyJump ${jump}`),
    fc.constantFrom('yes', 'no', 'ask', 'accept-new').map((value) => `StrictHostKeyChecking ${value}`),
    fc.constantFrom('alias', 'other').map((alias) => `hostkeyalias = ${alias}`),
    fc.constantFrom('# a comment', '', 'Compression yes', 'ServerAliveInterval 5'),
  );
  const lines = fc.array(fc.oneof({ weight: 1, arbitrary: block }, { weight: 2, arbitrary: option }), {
    maxLength: 14,
  });

  it('every configuration gives the same address, port, user, key files, jump and checking', async () => {
    await fc.assert(
      fc.asyncProperty(lines, host, async (all, name) => {
        const text = `${all.join('\n')}\n`;
        expect(await seenHere(text, name)).toEqual(seenBySsh(text, name));
      }),
    );
  });
});
