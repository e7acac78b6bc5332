-- Publications that looked from a later instant do not exist for the run, so that looking back shows what was shown
-- then. A table: what is kept at the end of this build is told by the build itself.
select * from {{ ref('stg_landing__score_changes') }}
where as_of <= cast('{{ var("as_of") }}' as timestamp)
