import type { Plan } from '@quorate/sim-driver/plan';
import type { Terminal } from '../terminal.js';

type Foreseen = Pick<Plan, 'steps' | 'end'>;

const ONLY_YES = 'Only "yes" is a yes: ';

/** Whether the run goes on after the end of this plan, with steps that nobody has read: the reason it is blocked for may go away. */
export function goesOnUnseen({ end }: Pick<Plan, 'end'>): boolean {
  return end.kind === 'blocked';
}

/** What a person has to agree to. Undefined: nothing is done that a question would be about. */
export function consentQuestion(plan: Foreseen): string | undefined {
  const none = plan.steps.length === 0;
  if (goesOnUnseen(plan))
    return none
      ? `Wait until the reason is gone, and then do what is due? Nobody can show it yet.\n${ONLY_YES}`
      : `Do this, and go on by itself when the reason is gone, with what is due then?\n${ONLY_YES}`;
  return none ? undefined : `Do this? ${ONLY_YES}`;
}

export async function askConsent(
  question: string,
  terminal: Terminal,
): Promise<'yes' | 'no' | 'interrupted'> {
  const answer = await terminal.ask(question);
  if (terminal.signal.aborted) return 'interrupted';
  return answer?.trim() === 'yes' ? 'yes' : 'no';
}
