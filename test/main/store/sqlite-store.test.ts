import { storeContract } from '../../contract/store.ts';
import { inboxContract } from '../../contract/store-inbox.ts';
import { remindersContract } from '../../contract/store-reminders.ts';
import { StoreInMemory } from '../../support/store-in-memory.ts';

for (const contract of [storeContract, inboxContract, remindersContract])
  contract('SQLite in the same thread', async () => new StoreInMemory());
