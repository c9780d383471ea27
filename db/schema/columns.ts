import { customType, timestamp, uuid } from 'drizzle-orm/pg-core';

/** Every moment is a timestamptz kept to the millisecond, which is what JavaScript's clock can hold. */
export const moment = (name: string) => timestamp(name, { withTimezone: true, precision: 3, mode: 'date' });

/** The tenant column. Tables that carry it get the row-level policies of migration 0001. */
export const orgId = () => uuid('org_id').notNull();

export const bytea = customType<{ data: Buffer; driverData: Buffer }>({ dataType: () => 'bytea' });
