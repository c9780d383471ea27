import { toast } from './toaster';
import { writeClipboard } from './write-clipboard';

/** Copies and says so, for where no button is that could; `what` is e.g. "The link". */
export async function copyText(text: string, what: string): Promise<boolean> {
  const copied = await writeClipboard(text);
  if (copied) toast.success(`${what} is copied`);
  else toast.error(`${what} was not copied: the browser refused`);
  return copied;
}
