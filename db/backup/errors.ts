/** A backup or a restore could not be done; the message is for the person who asked for it. */
export class BackupFailed extends Error {
  override name = 'BackupFailed';
}

/** Words for what the system says about a file or a disk; other errors pass as they are. */
export function inWords(error: unknown, doing: string): Error {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOSPC' || code === 'EDQUOT') return new BackupFailed(`The disk is full: ${doing} was given up.`);
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS')
    return new BackupFailed(`${doing} was given up, because this user may not do it (${message}).`);
  return error instanceof Error ? error : new Error(String(error));
}
