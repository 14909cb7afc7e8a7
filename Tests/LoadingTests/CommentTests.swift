import Loading
import Postgres
import Support
import Testing

/// Is everything in the database explained in the database?
struct CommentTests {
  @Test func everythingHasAComment() throws {
    let scratch = try Scratch("comments")
    let session = try scratch.migrated()
    for level in ["minute", "quarter_hour", "hour", "day", "month", "shift"] {
      #expect(try session.value("SELECT etl.make_partitions('\(level)', '2026-05-01Z', '2026-05-02Z')") == "1")
    }
    let silent = try session.column(
      """
      WITH ours AS (SELECT oid, nspname FROM pg_catalog.pg_namespace WHERE nspname IN ('etl', 'core', 'mart'))
      SELECT 'schema ' || nspname FROM ours WHERE coalesce(obj_description(oid, 'pg_namespace'), '') = ''
      UNION ALL
      SELECT 'relation ' || c.oid::regclass FROM pg_catalog.pg_class AS c JOIN ours ON ours.oid = relnamespace
      WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND coalesce(obj_description(c.oid, 'pg_class'), '') = ''
      UNION ALL
      SELECT 'column ' || c.oid::regclass || '.' || attname
      FROM pg_catalog.pg_class AS c JOIN ours ON ours.oid = relnamespace
      JOIN pg_catalog.pg_attribute AS a ON attrelid = c.oid
      WHERE relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0 AND NOT attisdropped
        AND coalesce(col_description(c.oid, attnum), '') = ''
      UNION ALL
      SELECT 'function ' || p.oid::regprocedure FROM pg_catalog.pg_proc AS p JOIN ours ON ours.oid = pronamespace
      WHERE coalesce(obj_description(p.oid, 'pg_proc'), '') = ''
      """)
    #expect(silent == [])
  }

  @Test func theQuestionIsAskedOfSomething() throws {
    let session = try Scratch("counts").migrated()
    let counts = try session.column(
      """
      SELECT nspname || ' ' || count(*)::text FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = relnamespace
      WHERE nspname IN ('etl', 'core', 'mart') AND relkind IN ('r', 'p', 'v') GROUP BY nspname ORDER BY nspname
      """)
    #expect(counts == ["core 12", "etl 12", "mart 9"])
  }
}
