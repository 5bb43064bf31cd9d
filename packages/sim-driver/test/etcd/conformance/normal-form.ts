/** What is left of an output once everything is gone that differs between two runs of the same etcd. */
export interface NormalForm {
  readonly exit: number;
  readonly stdout: readonly string[];
  readonly stderr: readonly string[];
}

/** Names by which ids are called in both runs: the peer URL of their member. */
export type IdNames = ReadonlyMap<string, string>;

/**
 * Masked: member ids that depend on the clock (by name), durations, sizes, terms and log indexes (but not whether the
 * applied index equals the committed one), the order of lines that etcdctl does not keep itself, and which of two racing
 * deadlines worded the message. JSON log lines are no output of the command.
 */
export function normalForm(
  output: { readonly exit: number; readonly stdout: readonly string[]; readonly stderr: readonly string[] },
  names: IdNames,
): NormalForm {
  const lines = (stream: readonly string[]): readonly string[] =>
    stream
      .filter(
        (line) => line.trim() !== '' && !line.startsWith('{"level"') && !line.startsWith('(... the same'),
      )
      .map((line) => maskLine(line, names))
      .sort();
  return { exit: output.exit, stdout: lines(output.stdout), stderr: lines(output.stderr) };
}

function maskLine(line: string, names: IdNames): string {
  if (/^\[?\{"/.test(line)) return maskJson(line, names);
  const named = maskIds(plainTable(line), names)
    .replace(/took = [\d.]+[mµ]?s/, 'took = T')
    .replace(/"MemberID" : .*/, '"MemberID" : M')
    .replace(/"(RaftTerm|RaftIndex|DBSize)" : \d+/, '"$1" : N')
    .replace(/"RaftAppliedIndex" : \d+/, '"RaftAppliedIndex" : N')
    .replace(/"Took" : [\d.]+[mµ]?s/, '"Took" : T')
    .replace(/(\| (?:true|false) \|) [\d.]+[mµ]?s \|/, '$1 T |')
    .replace('rpc error: code = Unknown desc = context deadline exceeded', 'context deadline exceeded');
  return maskStatus(sortedInitialCluster(named));
}

/** `…, 20 kB, true, false, 2, 11, 11, ` and the same as a row of a table. */
function maskStatus(line: string): string {
  return line.replace(
    /(, | \| )[\d.]+ [kMG]?B(, | \| )(true|false)(, | \| )(true|false)(?:, | \| )\d+(?:, | \| )(\d+)(?:, | \| )(\d+)/,
    (
      _all,
      a: string,
      _b: string,
      leader: string,
      _c: string,
      learner: string,
      index: string,
      applied: string,
    ) => `${a}SIZE, ${leader}, ${learner}, TERM, ${index === applied ? 'applied' : 'behind'}`,
  );
}

function plainTable(line: string): string {
  if (/^[┌├└+]/.test(line)) return '';
  return line.startsWith('│') || line.startsWith('|') ? line.replaceAll('│', '|').replace(/ +/g, ' ') : line;
}

function sortedInitialCluster(line: string): string {
  const match = /^ETCD_INITIAL_CLUSTER="(.*)"$/.exec(line);
  return match === null ? line : `ETCD_INITIAL_CLUSTER=${(match[1] ?? '').split(',').sort().join(',')}`;
}

function maskIds(line: string, names: IdNames): string {
  return line.replace(/\b\s*[0-9a-f]{13,20}\b/g, (id) => {
    const name = names.get(id.trim());
    return name === undefined ? id : ` <${name}>`;
  });
}

function maskJson(line: string, names: IdNames): string {
  const masked = maskIds(line, names)
    .replace(/"(raft_term|raftTerm|raftIndex|raftAppliedIndex|dbSize|dbSizeInUse)":\d+/g, '"$1":0')
    .replace(/"took":"[^"]*"/g, '"took":"T"')
    // Ids are wider than JavaScript's numbers.
    .replace(/:( ?<[^>]+>|\d{13,})/g, ':"$1"');
  const value: unknown = JSON.parse(masked);
  return JSON.stringify(sorted(value));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) {
    return value.map(sorted).sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1));
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([key, item]) => [key, sorted(item)] as const);
  // The member that happened to answer a request sent to several endpoints.
  return Object.fromEntries(entries.filter(([key]) => key !== 'member_id'));
}
