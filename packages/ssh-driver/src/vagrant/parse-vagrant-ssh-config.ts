/** A machine as `vagrant ssh-config` shows it. */
export interface VagrantMachine {
  readonly name: string;
  /** Where its SSH port can be reached from here: with VirtualBox a forwarded port of 127.0.0.1. */
  readonly address: string;
  readonly port: number;
  readonly user: string;
  readonly identityFiles: readonly string[];
}

/**
 * The machines in the output of `vagrant ssh-config`, in its order. Lines before the first `Host` are Vagrant's warnings
 * and are passed over; so are options that do not say how to reach the machine. A block without HostName is no machine
 * that is running, and is left out.
 */
export function parseVagrantSshConfig(text: string): readonly VagrantMachine[] {
  const blocks: { readonly name: string; readonly options: Option[] }[] = [];
  for (const line of text.split(/\r?\n/)) {
    const option = parseOption(line);
    if (option?.keyword === 'host') blocks.push({ name: option.value, options: [] });
    else if (option !== undefined) blocks.at(-1)?.options.push(option);
  }
  return blocks.flatMap(({ name, options }) => machineOf(name, options) ?? []);
}

interface Option {
  /** In lower case. */
  readonly keyword: string;
  readonly value: string;
}

/** Quotes go; backslashes stay, because Windows paths have them. */
function parseOption(line: string): Option | undefined {
  const match = /^\s*(\w+)\s+(?:"([^"]*)"|(.*?))\s*$/.exec(line);
  const value = match?.[2] ?? match?.[3];
  if (match?.[1] === undefined || value === undefined || value === '') return undefined;
  return { keyword: match[1].toLowerCase(), value };
}

function machineOf(name: string, options: readonly Option[]): VagrantMachine | undefined {
  const all = (keyword: string) => options.filter((one) => one.keyword === keyword).map(({ value }) => value);
  const [address] = all('hostname');
  const [port = '22'] = all('port');
  const [user = 'vagrant'] = all('user');
  if (address === undefined || !/^\d+$/.test(port)) return undefined;
  return { name, address, port: Number(port), user, identityFiles: all('identityfile') };
}
