/**
 * How many random cases a long property takes. Through Neon's driver the suite is run a second time to show that every
 * statement passes, not every formula once more: a tenth will do.
 */
export const someCases = (count: number): number =>
  process.env.THROUGHLINE_TEST_DRIVER === 'neon' ? Math.ceil(count / 10) : count;
