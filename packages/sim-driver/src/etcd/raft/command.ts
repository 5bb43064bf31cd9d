import type { EtcdMember } from '../client.js';
import type { MemberId } from '../identity.js';

/** One change of the voting configuration or of what the member list says. */
export type ConfigurationChange =
  | { readonly kind: 'add-member'; readonly member: EtcdMember }
  | { readonly kind: 'promote-member'; readonly memberId: MemberId }
  | { readonly kind: 'remove-member'; readonly memberId: MemberId }
  | { readonly kind: 'update-member'; readonly memberId: MemberId; readonly peerUrls: readonly string[] };

/** What a log entry says. The same object travels through every member's log, so that whoever proposed it knows it again. */
export type Command =
  | { readonly kind: 'empty' }
  | { readonly kind: 'put'; readonly key: string; readonly value: unknown; readonly ifModRevision?: number }
  | { readonly kind: 'delete'; readonly key: string; readonly prefix: boolean }
  | {
      readonly kind: 'publish';
      readonly memberId: MemberId;
      readonly name: string;
      readonly clientUrls: readonly string[];
    }
  /** NOSPACE of one member, raised or disarmed. */
  | { readonly kind: 'alarm'; readonly memberId: MemberId; readonly raised: boolean }
  | { readonly kind: 'cluster-version'; readonly version: string }
  | { readonly kind: 'configuration'; readonly change: ConfigurationChange };

export interface LogEntry {
  readonly term: number;
  readonly index: number;
  readonly command: Command;
}

export const EMPTY_COMMAND: Command = { kind: 'empty' };
