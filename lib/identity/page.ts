/** What a list verb is asked: `limit` items after `cursor`, which comes from the page before. */
export interface PageInput {
  limit: number;
  cursor?: string | undefined;
}

export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}
