using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace TrustedPublishing.Audit.Data.Migrations
{
    /// <inheritdoc />
    public partial class FindByFacets : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // Projects (kind 1) become one kind of facet among others.
            migrationBuilder.DropPrimaryKey(name: "pk_entry_projects", table: "entry_projects");
            migrationBuilder.RenameTable(name: "entry_projects", newName: "entry_facets");
            migrationBuilder.RenameColumn(name: "project", table: "entry_facets", newName: "value");
            migrationBuilder.AddColumn<short>(name: "kind", table: "entry_facets", type: "smallint", nullable: false, defaultValue: (short)1);
            migrationBuilder.Sql("ALTER TABLE entry_facets ALTER COLUMN kind DROP DEFAULT");

            // Provider (2), reason (3) and publisher (4) of the entries of before, from what they say. jsonb has no U+0000, and no code does.
            // An entry that somebody made unreadable must not keep the log from being served.
            migrationBuilder.Sql(
                """
                CREATE FUNCTION pg_temp.body(canonical bytea) RETURNS jsonb LANGUAGE plpgsql IMMUTABLE AS $$
                BEGIN
                    RETURN replace(convert_from(canonical, 'UTF8'), '\u0000', '\u0020')::jsonb -> 'body';
                EXCEPTION WHEN data_exception OR invalid_text_representation THEN
                    RETURN NULL;
                END $$;

                INSERT INTO entry_facets (kind, value, entry_index)
                SELECT DISTINCT f.kind, f.value, e.index
                FROM entries AS e
                CROSS JOIN LATERAL (SELECT pg_temp.body(e.canonical) AS body) AS canonical
                CROSS JOIN LATERAL (
                    SELECT 2::smallint, body ->> 'provider'
                    WHERE e.type IN ('PublisherAdded', 'PublisherRemoved', 'PublisherPinned', 'ProviderKeysChanged', 'ProviderKeysUnavailable',
                        'TokenMinted', 'TokenExchangeDenied', 'TokenRevoked', 'TokensRevoked')
                    UNION ALL
                    SELECT 3::smallint, body ->> 'reason' WHERE e.type = 'TokenExchangeDenied'
                    UNION ALL
                    SELECT 3::smallint, jsonb_path_query(body, '$.counts[*].reason') #>> '{}' WHERE e.type = 'ExchangeRefusalsSummarised'
                    UNION ALL
                    SELECT 4::smallint, lower(coalesce(body ->> 'publisher_id', body ->> 'nearest_publisher_id'))
                    WHERE e.type IN ('PublisherAdded', 'PublisherRemoved', 'PublisherPinned', 'TokenMinted', 'TokenExchangeDenied', 'TokenRevoked', 'TokensRevoked')
                ) AS f (kind, value)
                WHERE f.value ~ '^[a-z0-9_.-]{1,64}$'
                """);
            migrationBuilder.AddPrimaryKey(name: "pk_entry_facets", table: "entry_facets", columns: new[] { "kind", "value", "entry_index" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.Sql("DELETE FROM entry_facets WHERE kind <> 1");
            migrationBuilder.DropPrimaryKey(name: "pk_entry_facets", table: "entry_facets");
            migrationBuilder.DropColumn(name: "kind", table: "entry_facets");
            migrationBuilder.RenameColumn(name: "value", table: "entry_facets", newName: "project");
            migrationBuilder.RenameTable(name: "entry_facets", newName: "entry_projects");
            migrationBuilder.AddPrimaryKey(name: "pk_entry_projects", table: "entry_projects", columns: new[] { "project", "entry_index" });
        }
    }
}
