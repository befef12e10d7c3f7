using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class GrowTree : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "tree_nodes",
                columns: table => new
                {
                    level = table.Column<short>(type: "smallint", nullable: false),
                    index = table.Column<long>(type: "bigint", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_tree_nodes", x => new { x.level, x.index });
                    table.CheckConstraint("ck_tree_nodes_hash", "octet_length(hash) = 32");
                    table.CheckConstraint("ck_tree_nodes_level", "level >= 1");
                });

            migrationBuilder.CreateTable(
                name: "checkpoints",
                columns: table => new
                {
                    size = table.Column<long>(type: "bigint", nullable: false),
                    note = table.Column<string>(type: "text", nullable: false),
                    published_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table => table.PrimaryKey("pk_checkpoints", x => x.size));

            migrationBuilder.AddColumn<byte[]>(name: "leaf_hash", table: "entries", type: "bytea", nullable: true);

            // The entries of before become leaves as they are now, and the tree grows above them level by level (RFC 6962 §2.1).
            migrationBuilder.Sql(
                """
                UPDATE entries SET leaf_hash = sha256('\x00'::bytea || canonical);

                CREATE FUNCTION pg_temp.subtree(hashes bytea[]) RETURNS bytea LANGUAGE plpgsql IMMUTABLE AS $$
                BEGIN
                    WHILE cardinality(hashes) > 1 LOOP
                        SELECT array_agg(sha256('\x01'::bytea || hashes[2 * i - 1] || hashes[2 * i]) ORDER BY i)
                        INTO hashes FROM generate_series(1, cardinality(hashes) / 2) AS i;
                    END LOOP;
                    RETURN hashes[1];
                END $$;

                DO $$
                DECLARE
                    height smallint := 1;
                    added bigint;
                BEGIN
                    INSERT INTO tree_nodes (level, index, hash)
                    SELECT 1, index / 256, pg_temp.subtree(array_agg(leaf_hash ORDER BY index)) FROM entries GROUP BY index / 256 HAVING count(*) = 256;
                    LOOP
                        INSERT INTO tree_nodes (level, index, hash)
                        SELECT height + 1, index / 256, pg_temp.subtree(array_agg(hash ORDER BY index)) FROM tree_nodes
                        WHERE level = height GROUP BY index / 256 HAVING count(*) = 256;
                        GET DIAGNOSTICS added = ROW_COUNT;
                        EXIT WHEN added = 0;
                        height := height + 1;
                    END LOOP;
                END $$;
                """);

            migrationBuilder.AlterColumn<byte[]>(name: "leaf_hash", table: "entries", type: "bytea", nullable: false, oldType: "bytea", oldNullable: true);
            migrationBuilder.AddCheckConstraint(name: "ck_entries_leaf_hash", table: "entries", sql: "octet_length(leaf_hash) = 32");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropCheckConstraint(name: "ck_entries_leaf_hash", table: "entries");
            migrationBuilder.DropColumn(name: "leaf_hash", table: "entries");
            migrationBuilder.DropTable(name: "checkpoints");
            migrationBuilder.DropTable(name: "tree_nodes");
        }
    }
}
