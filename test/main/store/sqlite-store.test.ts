import { storeContract } from '../../contract/store.ts';
import { StoreInMemory } from '../../support/store-in-memory.ts';

storeContract('SQLite in the same thread', async () => new StoreInMemory());
