import { titleOf } from '@quorate/core';

/** A listener that tells a run on stderr: phases, changes and how they ended, and once what is waited for. */
export function progress(startMs) {
  const told = new Set();
  const issuedMs = new Map();
  const say = (atMs, text) => console.error(`${sinceStart(atMs - startMs)}  ${text}`);
  const sayOnce = (atMs, text) => {
    const kind = text.replaceAll(/\d+(\.\d+)?/g, 'N');
    if (!told.has(kind)) say(atMs, text);
    told.add(kind);
  };
  return (event) => {
    switch (event.type) {
      case 'state.entered':
        for (const title of phasesOf(event.states)) sayOnce(event.atMs, title);
        return;
      case 'command.issued':
        issuedMs.set(event.id, event.atMs);
        if (event.mutates) {
          told.clear();
          say(event.atMs, `→ ${event.title}`);
        } else if (event.command.kind === 'wait') sayOnce(event.atMs, `… waiting: ${event.command.reason}`);
        return;
      case 'command.settled':
        for (const line of endOf(event, event.atMs - issuedMs.get(event.id))) say(event.atMs, line);
        return;
      case 'run.blocked':
        say(event.atMs, `■ blocked: ${event.reason.summary}`);
        return;
      case 'run.unblocked':
        say(event.atMs, '▶ the reason is gone: goes on');
    }
  };
}

/** Titles of the phases; those in which nothing is done, or where nothing is left to do, say nothing. */
function phasesOf(states) {
  const silent = ['awaitingStart', 'deciding', 'established', 'ready', 'blocked', 'aborted'];
  const phases = new Set(states.map((path) => path.split('.')[0]).filter((phase) => !silent.includes(phase)));
  return [...phases].flatMap((phase) => titleOf(phase)?.title ?? []);
}

function endOf({ command, title, report }, tookMs) {
  const { failure } = report;
  if (failure !== undefined)
    return [
      `${report.outcome === 'unknown' ? '? not known how it ended' : '✗ failed'}: ${title} (${failure.class})`,
      `  tried on ${failure.host}: ${failure.tried}`,
      ...failure.seen.split('\n').map((line) => `  seen: ${line}`),
    ];
  const quiet = ['wait', 'observe', 'probe-api'].includes(command.kind);
  return quiet ? [] : [`✓ ${title} (${Math.round(tookMs / 1000)} s)`];
}

function sinceStart(ms) {
  const seconds = Math.floor(ms / 1000);
  return `+${[Math.floor(seconds / 60), seconds % 60].map((part) => String(part).padStart(2, '0')).join(':')}`;
}
