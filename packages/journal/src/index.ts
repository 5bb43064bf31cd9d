export type { FoundJournal } from './found-journal.js';
export { JOURNAL_FORMAT_VERSION } from './journal-header.js';
export type { JournalRefusal, JournalRefusalCode } from './journal-refusal.js';
export type { JournalStorage, StorageFile } from './journal-storage.js';
export { diskStorage } from './journal-storage.js';
export type { OpenedJournal, OpenJournalOptions } from './open-journal.js';
export { openJournal } from './open-journal.js';
