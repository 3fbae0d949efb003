export { childrenCsv, villagesCsv } from '../../src/lib/csv.ts';
