import { accessSync, constants, statSync } from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { EXIT, Refusal } from './refusal.mjs';

export const HELP = `Usage: npx zx examples/vagrant.mjs [options]

Bootstraps the cluster of examples/vagrant/cluster.yaml on the machines of the Vagrantfile beside it, over SSH
through the jumpbox. Shows the plan and asks before it begins. Start it again after Ctrl-C: it goes on.

Options:
  --simulate         the same without machines, in the simulator; does not ask
  --yes              begin without asking
  --kubeconfig FILE  where to write the kubeconfig (default: quorate-vagrant.kubeconfig)
  --help             this text

Environment:
  KUBERNETES_VERSION  release instead of that of cluster.yaml; give \`vagrant up\` the same

Results go to stdout, everything else to stderr. Exit codes:
    0  the cluster is ready
    1  a defect of this program; please report it
    2  the command line is wrong; nothing was done
    3  cluster.yaml cannot be read or is invalid; nothing was done
    5  blocked: a person must act; what is safe next is said
  130  interrupted (Ctrl-C), or the plan was declined`;

/** Options as they were given, defaults filled in. Throws a {@link Refusal}. */
export function readCommandLine(argv) {
  const { values } = parsed(argv.slice(argv.findIndex((word) => basename(word) === 'vagrant.mjs') + 1));
  const ask = !(values.yes || values.simulate || values.help);
  if (ask && !process.stdin.isTTY)
    throw new Refusal(
      EXIT.usage,
      'the plan needs a yes, and standard input is no terminal where one could be asked for',
      'add --yes to begin without asking, or --simulate to touch no machine',
    );
  // Found out now, and not after the cluster has come up.
  if (!canWrite(values.kubeconfig))
    throw new Refusal(EXIT.usage, `--kubeconfig ${values.kubeconfig}: no file can be written there`);
  return { ...values, ask };
}

function canWrite(path) {
  try {
    accessSync(dirname(resolve(path)), constants.W_OK);
    return statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true;
  } catch {
    return false;
  }
}

function parsed(args) {
  try {
    return parseArgs({
      args,
      options: {
        simulate: { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        kubeconfig: { type: 'string', default: 'quorate-vagrant.kubeconfig' },
        help: { type: 'boolean', default: false },
      },
    });
  } catch (error) {
    throw new Refusal(EXIT.usage, error.message, 'npx zx examples/vagrant.mjs --help lists the options');
  }
}
