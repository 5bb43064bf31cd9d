import { describe, expect, it } from 'vitest';
import { parseVagrantSshConfig } from '../../src/vagrant/parse-vagrant-ssh-config.js';

const TWO_MACHINES = `==> vagrant: A new version of Vagrant is available: 2.4.9 (installed version: 2.3.4)!
[fog][WARNING] Unrecognized arguments: libvirt_ip_command
Host jumpbox
  HostName 127.0.0.1
  User vagrant
  Port 2222
  UserKnownHostsFile /dev/null
  StrictHostKeyChecking no
  PasswordAuthentication no
  IdentityFile /home/me/lab/.vagrant/machines/jumpbox/virtualbox/private_key
  IdentitiesOnly yes
  LogLevel FATAL

Host master1
  HostName 192.168.121.5
  User debian
  Port 22
  IdentityFile "/home/me/my lab/one key"
  IdentityFile "C:/Users/Some One/.vagrant.d/insecure_private_key"
  IdentityFile C:\\Users\\me\\.vagrant.d\\insecure_private_keys\\vagrant.key.ed25519
  PubkeyAcceptedKeyTypes +ssh-rsa

`;

describe('the output of vagrant ssh-config', () => {
  it('gives every machine, in order, past the lines that are no configuration', () => {
    expect(parseVagrantSshConfig(TWO_MACHINES)).toEqual([
      {
        name: 'jumpbox',
        address: '127.0.0.1',
        port: 2222,
        user: 'vagrant',
        identityFiles: ['/home/me/lab/.vagrant/machines/jumpbox/virtualbox/private_key'],
      },
      {
        name: 'master1',
        address: '192.168.121.5',
        port: 22,
        user: 'debian',
        identityFiles: [
          '/home/me/my lab/one key',
          'C:/Users/Some One/.vagrant.d/insecure_private_key',
          'C:\\Users\\me\\.vagrant.d\\insecure_private_keys\\vagrant.key.ed25519',
        ],
      },
    ]);
  });

  it('is the same with the line ends of Windows', () => {
    expect(parseVagrantSshConfig(TWO_MACHINES.replaceAll('\n', '\r\n'))).toEqual(
      parseVagrantSshConfig(TWO_MACHINES),
    );
  });

  it('shows no machine when Vagrant says that none is running', () => {
    const text =
      'The provider for this Vagrant-managed machine is reporting that it\nis not yet ready for SSH.\n';
    expect(parseVagrantSshConfig(text)).toEqual([]);
    expect(parseVagrantSshConfig('Host half\n  User vagrant\n')).toEqual([]);
  });
});
