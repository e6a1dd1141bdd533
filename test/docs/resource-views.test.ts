import { expect, test } from 'vitest';
import { renderResourceViews } from './render-resource-views.ts';

// `npm run docs` runs this test and lets it write the file.
test('migrations/0014_resource_view.sql makes the views that the resources tell: npm run docs', async () => {
  await expect(renderResourceViews()).toMatchFileSnapshot(
    '../../migrations/0014_resource_view.sql',
  );
});
