/**
 * What runs on the host, as root, in bash: one script for each kind of step. Their arguments never hold a secret; contents
 * come over standard input, behind a line that opens the gate. Needed on the host: bash, coreutils.
 */

/** Exit codes of the scripts that say more than "failed". */
export const EXIT_ABSENT = 66;
export const EXIT_CUT_SHORT = 75;
export const EXIT_NOT_ROOT = 77;
export const EXIT_NO_ROUTE = 68;
export const EXIT_REFUSED = 69;
/** Of timeout(1). */
export const EXIT_TIMED_OUT = 124;

/**
 * Starts every script. Arguments: $1 nonce. The line with the nonce on stdout ends whatever a login shell has printed. It says
 * who this is: user and process group, and when the leader of the group was started, so that the group can be ended later
 * without meeting a stranger that was given the same number.
 *
 * A host whose connection is lost sends no hang-up to a command without a terminal; it is ignored all the same.
 */
const PREAMBLE = `
trap '' HUP
nonce=$1; shift
export LC_ALL=C PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin
field() { local s; read -r s 2>/dev/null </proc/$1/stat && s=(\${s##*) }) && REPLY=\${s[$2]} || REPLY=-; }
field $$ 2; group=$REPLY
field $group 19
printf '\\n%s %s %s %s\\n' "$nonce" "$EUID" "$group" "$REPLY"
[ "$EUID" = 0 ] || exit ${EXIT_NOT_ROOT}
umask 022
cd /
export HOME=~root
`;

/** The line with the nonce on stderr: what follows is the work itself, what came before were preparations. */
const BEGIN = `
printf '\\n%s\\n' "$nonce" >&2
`;

/** Before standard input is read: everything up to the line with the nonce is a password that sudo did not want. */
const GATE = `
until [ "\${line-}" = "$nonce" ]; do IFS= read -r line || exit ${EXIT_CUT_SHORT}; done
`;

const RUN_DIRECTORY = '/run/quorate';

const PRIVATE_DIRECTORY = `install -d -m 0700 ${RUN_DIRECTORY}`;

/**
 * Lets the program outlive the connection. It prints into two relays that keep reading when nobody listens any more: a
 * closed pipe would kill it (SIGPIPE), a full one would stop it. Then the shell becomes the program, so that its exit status
 * or signal is what sshd reports.
 */
const BECOME_PROGRAM = `
${BEGIN}trap '' TERM INT
exec > >(exec tee -p /dev/null 2>/dev/null) 2> >(exec tee -p /dev/null >&2 2>/dev/null)
trap - TERM INT
exec -- "$@"
`;

/** Arguments: program and its arguments. */
export const RUN = `${PREAMBLE}
exec </dev/null
${BECOME_PROGRAM}`;

/** Arguments: bytes of standard input, program and its arguments. Input that was cut is not run with. */
export const RUN_WITH_INPUT = `${PREAMBLE}
size=$1; shift
umask 077
${PRIVATE_DIRECTORY} && spool=$(mktemp ${RUN_DIRECTORY}/stdin.XXXXXXXX) || exit 74
trap 'rm -f -- "$spool"' EXIT
${GATE}
head -c "$size" >"$spool"
[ "$(stat -c %s -- "$spool")" = "$size" ] || exit ${EXIT_CUT_SHORT}
exec <"$spool"
rm -f -- "$spool"
trap - EXIT
umask 022
${BECOME_PROGRAM}`;

/** Arguments: path, mode in octal, bytes of content. */
export const WRITE_FILE = `${PREAMBLE}${BEGIN}
path=$1 mode=$2 size=$3
case $path in ${RUN_DIRECTORY}/*) ${PRIVATE_DIRECTORY} || exit ;; esac
directory=\${path%/*}
umask 022
[ -d "$directory/" ] || mkdir -p -- "$directory" || exit
umask 077
new=$(mktemp -- "$directory/.quorate.XXXXXXXX") || exit
trap 'rm -f -- "$new"' EXIT
trap 'exit 1' TERM INT PIPE
chmod -- "$mode" "$new" || exit
${GATE}
head -c "$size" >"$new" || exit
[ "$(stat -c %s -- "$new")" = "$size" ] || exit ${EXIT_CUT_SHORT}
sync -- "$new" && mv -fT -- "$new" "$path" || exit
trap - EXIT
`;

/** Arguments: path. */
export const READ_FILE = `${PREAMBLE}${BEGIN}
[ -e "$1" ] || exit ${EXIT_ABSENT}
exec cat -- "$1"
`;

/** Arguments: path. */
export const REMOVE_FILE = `${PREAMBLE}${BEGIN}
[ -e "$1" ] || [ -L "$1" ] || exit 0
exec rm -f -- "$1"
`;

/** Arguments: address, port, seconds. */
export const PROBE_TCP = `${PREAMBLE}${BEGIN}
said=$(exec timeout --foreground "$3" bash --norc -c 'exec 3<>"/dev/tcp/$1/$2"' probe "$1" "$2" 2>&1) && exit
status=$?
[ $status = ${EXIT_TIMED_OUT} ] && exit ${EXIT_TIMED_OUT}
printf '%s\\n' "$said" >&2
case $said in
  *'Connection refused'*) exit ${EXIT_REFUSED} ;;
  *'timed out'*) exit ${EXIT_TIMED_OUT} ;;
  *) exit ${EXIT_NO_ROUTE} ;;
esac
`;

/**
 * Arguments: process group and start time of its leader or "-", for each group. Says that they were asked to end, and ends
 * itself, because its session is needed for the next ones: what is left five seconds later is killed by a child that it leaves.
 */
export const END_GROUPS = `${PREAMBLE}${BEGIN}
exec </dev/null
groups=()
while [ $# -gt 0 ]; do
  field "$1" 19
  if [ "$REPLY" = - ] || [ "$REPLY" = "$2" ]; then groups+=("$1"); fi
  shift 2
done
trap '' PIPE TERM
signal() {
  local left=() group
  for group in "\${groups[@]}"; do kill "-$1" -- "-$group" 2>/dev/null && left+=("$group"); done
  groups=("\${left[@]}")
}
signal TERM
echo asked
(
  for ((i = 0; i < 50; i++)); do
    signal 0
    [ \${#groups[@]} -gt 0 ] || exit
    sleep 0.1
  done
  signal KILL
) >/dev/null 2>&1 &
`;
