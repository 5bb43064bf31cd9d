import type { Terminal } from '../terminal.js';
import type { SpecDraft } from './spec-draft.js';

/** Asks for the addresses that were not given; an empty answer leaves one open. Undefined: the user has had enough. */
export async function askDraft(draft: SpecDraft, terminal: Terminal): Promise<SpecDraft | undefined> {
  terminal.err('Addresses that you leave empty can be filled in later.');
  let ended = false;
  const ask = async (what: string): Promise<string | undefined> => {
    if (ended) return undefined;
    const answer = await terminal.ask(`${what}: `);
    if (answer === undefined) ended = true;
    const text = answer?.trim() ?? '';
    return text === '' ? undefined : text;
  };
  const own = draft.loadBalancer !== 'none' && draft.loadBalancerAddress === undefined;
  const loadBalancerAddress = own ? await ask('address of the load balancer') : draft.loadBalancerAddress;
  const masterAddresses = await askEach('master', draft.masters, draft.masterAddresses, ask);
  const workerAddresses = await askEach('worker', draft.workers, draft.workerAddresses, ask);
  return terminal.signal.aborted
    ? undefined
    : { ...draft, loadBalancerAddress, masterAddresses, workerAddresses };
}

/** Up to the first that is left open. */
async function askEach(
  what: string,
  count: number,
  given: readonly string[],
  ask: (what: string) => Promise<string | undefined>,
): Promise<readonly string[]> {
  const addresses = [...given];
  while (addresses.length < count) {
    const address = await ask(`address of ${what}${addresses.length + 1}`);
    if (address === undefined) break;
    addresses.push(address);
  }
  return addresses;
}
