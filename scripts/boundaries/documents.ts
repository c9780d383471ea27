import path from 'node:path';
import { matches } from './layers';
import { isCode, isDocument, type SourceTree } from './source-tree';
import type { Violation } from './violation';

/** A name in a path: letters, a route's `(group)` or `[parameter]`, or `*` and `<domain>`, which stand for any name. */
const NAME = /(?:[\w.*@-]|\([\w-]+\)|\[[\w.-]+\]|<[\w-]+>)+/.source;
/** A path from the root: one of our folders, then names. What follows a slash or a word is an address or another path. */
const PATH = new RegExp(`(?<![\\w./@-])(?:app|components|db|docs|e2e|inngest|lib|public|scripts)(?:/${NAME})+/?`, 'g');
const LINK = /\]\((?!\w+:|#|\/)([^)#\s]+)/g;

const COMMENT = /^\s*(?:\/\/|\/?\*)/;

/** Every path that a document or a comment names is there, and so is everything a document links to. */
export function checkDocuments(tree: SourceTree): Violation[] {
  return [...tree.texts]
    .filter(([file]) => isDocument(file) || isCode(file))
    .flatMap(([file, text]) => deadPaths(tree, file, text));
}

function deadPaths(tree: SourceTree, file: string, text: string): Violation[] {
  return text.split('\n').flatMap((content, index) => {
    if (isCode(file) && !COMMENT.test(content)) return [];
    const named = [...(isDocument(file) ? linksIn(file, content) : []), ...pathsIn(content)];
    return [...new Set(named)]
      .filter((name) => !isThere(tree, name))
      .map((name) => ({ file, line: index + 1, rule: `${name} is not there.` }));
  });
}

const linksIn = (file: string, content: string) =>
  [...content.matchAll(LINK)].map(([, target]) => path.posix.join(path.posix.dirname(file), target!));

const pathsIn = (content: string) =>
  [...content.replaceAll(LINK, '').matchAll(PATH)].map(([name]) => name.replace(/\.+$/, ''));

/** As a file, as a module without its ending, or as a folder. */
function isThere(tree: SourceTree, name: string): boolean {
  const pattern = name.replace(/<[^>]+>/g, '*').replace(/\/$/, '');
  const spellings = [pattern, `${pattern}.ts`, `${pattern}.tsx`, `${pattern}/**`];
  for (const there of tree.paths) if (spellings.some((spelling) => matches(there, spelling))) return true;
  return false;
}
