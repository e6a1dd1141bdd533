import { createTestDatabase } from '../../support/database.ts';
import type { SimulatedJiko } from './simulated-jiko.ts';
import { openWarehouseIn, type TestWarehouse } from './warehouse-in.ts';

export type { TestWarehouse, WarehouseJobOptions } from './warehouse-in.ts';

/** A warehouse in a database of its own. */
export async function createWarehouse(jiko: SimulatedJiko): Promise<TestWarehouse> {
  return openWarehouseIn(await createTestDatabase(), jiko);
}
