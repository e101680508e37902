import { actions } from './lead-gen.module';
import { schema } from './schema';

it('may read the passages of documents, since an action of it asks them', () => {
  expect(actions.filter(({ asks }) => asks).map(({ id }) => id)).toEqual(['sequence-drafting']);
  expect(schema.grants?.filter((grant) => grant.includes('passages'))).toHaveLength(1);
});
