-- ==== a table
-- create table t
CREATE TABLE `t`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192
COMMENT 'it\'s what happened';
-- down
DROP TABLE `t`;

-- ==== a table is dropped
-- drop table t
-- loses the rows of t
DROP TABLE `t`;
-- down
CREATE TABLE `t`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;

-- ==== a table is renamed
-- rename table t to u
RENAME TABLE `t` TO `u`;
-- down
RENAME TABLE `u` TO `t`;

-- ==== all that a table has
-- create table t
CREATE TABLE `t`
(
    `id` UInt64 CODEC(Delta(8), ZSTD(3)),
    `name` LowCardinality(Nullable(String)) COMMENT 'of `it`; all',
    `at` DateTime('UTC') DEFAULT now(),
    `note` String TTL at + toIntervalMonth(1),
    `twice` UInt64 MATERIALIZED id * 2,
    `said` String ALIAS lower(note),
    `kind` Enum8('a' = 1, 'b,)' = 2),
    `pairs` Map(String, Array(UInt8)),
    INDEX `by_name` (lower(note), at) TYPE bloom_filter(0.01) GRANULARITY 3,
    CONSTRAINT `sane` ASSUME at > '2020-01-01',
    CONSTRAINT `positive` CHECK id > 0,
    PROJECTION `by_at` (SELECT at, count() GROUP BY at)
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(at)
PRIMARY KEY (id, intHash32(id))
ORDER BY (id, intHash32(id), at)
SAMPLE BY intHash32(id)
TTL at + toIntervalMonth(2) WHERE id > 5
SETTINGS index_granularity = 1024, storage_policy = 'default';
-- down
DROP TABLE `t`;

-- ==== a column is added
-- add column t.more
ALTER TABLE `t` ADD COLUMN `more` UInt32;
-- down
ALTER TABLE `t` DROP COLUMN `more`;

-- ==== columns are added that stand elsewhere
-- add column t.a
-- add column t.more
ALTER TABLE `t`
    ADD COLUMN `a` UInt8 FIRST,
    ADD COLUMN `more` UInt32 AFTER `name`;
-- down
ALTER TABLE `t`
    DROP COLUMN `a`,
    DROP COLUMN `more`;

-- ==== a default of a column that is new too
-- add column t.a
-- add column t.more
ALTER TABLE `t`
    ADD COLUMN `a` UInt32 DEFAULT more + 1,
    ADD COLUMN `more` UInt32;
-- down
ALTER TABLE `t`
    DROP COLUMN `a`,
    DROP COLUMN `more`;

-- ==== a column is dropped
-- drop column t.more
-- loses the values of t.more
ALTER TABLE `t` DROP COLUMN `more`;
-- down
ALTER TABLE `t` ADD COLUMN `more` UInt32;

-- ==== columns are dropped one of which is made of the other
-- drop column t.b
-- drop column t.more
-- loses the values of t.b
-- loses the values of t.more
ALTER TABLE `t`
    DROP COLUMN `b`,
    DROP COLUMN `more`;
-- down
ALTER TABLE `t`
    ADD COLUMN `more` UInt32,
    ADD COLUMN `b` UInt8 DEFAULT more + 1;

-- ==== a column that holds nothing is dropped
-- drop column t.b
ALTER TABLE `t` DROP COLUMN `b`;
-- down
ALTER TABLE `t` ADD COLUMN `b` UInt8 ALIAS id + 1;

-- ==== a column stays that nobody declares
-- not managed: column t.name
-- not managed: column t.more
-- down

-- ==== a column is renamed
-- rename column t.day to on
ALTER TABLE `t` RENAME COLUMN `day` TO `on`;
-- down
ALTER TABLE `t` RENAME COLUMN `on` TO `day`;

-- ==== a column of the key is renamed
-- make t anew and copy its rows (Trying to ALTER RENAME key day column which is a part of key expression)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `on` Date
)
ENGINE = MergeTree
ORDER BY on
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `on`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY day
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `on`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== columns change places
-- move column t.day
-- move column t.name
ALTER TABLE `t`
    MODIFY COLUMN `day` Date FIRST,
    MODIFY COLUMN `name` String AFTER `day`;
-- down
ALTER TABLE `t`
    MODIFY COLUMN `id` UInt64 FIRST,
    MODIFY COLUMN `name` String AFTER `id`;

-- ==== a type is changed
-- change t.name from UInt32 to Nullable(UInt64)
ALTER TABLE `t` MODIFY COLUMN `name` Nullable(UInt64);
-- down
SELECT throwIf(count() > 0, 'values of t.name are none of UInt32') FROM `t`
WHERE isNull(`name`) OR (isNotNull(`name`) AND ifNull(accurateCastOrNull(accurateCastOrNull(`name`, 'UInt32'), 'UInt64') != `name`, true));
ALTER TABLE `t` MODIFY COLUMN `name` UInt32 DEFAULT defaultValueOfTypeName('UInt32');
ALTER TABLE `t` MODIFY COLUMN `name` REMOVE DEFAULT;

-- ==== a type becomes narrower, and low in cardinality
-- change t.name from Nullable(String) to LowCardinality(String)
SELECT throwIf(count() > 0, 'values of t.name are none of LowCardinality(String)') FROM `t`
WHERE isNull(`name`);
ALTER TABLE `t` MODIFY COLUMN `name` LowCardinality(String) DEFAULT defaultValueOfTypeName('LowCardinality(String)');
ALTER TABLE `t` MODIFY COLUMN `name` REMOVE DEFAULT;
-- down
ALTER TABLE `t` MODIFY COLUMN `name` Nullable(String);

-- ==== a type of the key is changed
-- make t anew and copy its rows (ALTER of key column id from type UInt64 to type UInt32 is not safe because it can change the representation of primary key)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
SELECT throwIf(count() > 0, 'values of t.id are none of UInt32') FROM `t`
WHERE (isNotNull(`id`) AND ifNull(accurateCastOrNull(accurateCastOrNull(`id`, 'UInt32'), 'UInt64') != `id`, true));
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt32
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`)
SELECT `id`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`)
SELECT `id`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== a default comes, and becomes another one, and goes
-- change DEFAULT of t.name
-- change DEFAULT of t.day
-- change DEFAULT of t.more
ALTER TABLE `t` MODIFY COLUMN `day` REMOVE DEFAULT;
ALTER TABLE `t`
    MODIFY COLUMN `name` String DEFAULT 'a',
    MODIFY COLUMN `more` UInt32 DEFAULT 5;
-- down
ALTER TABLE `t`
    MODIFY COLUMN `name` REMOVE DEFAULT,
    MODIFY COLUMN `more` REMOVE DEFAULT;
ALTER TABLE `t` MODIFY COLUMN `day` Date DEFAULT today();

-- ==== a default is computed now
-- change DEFAULT, MATERIALIZED of t.b
-- loses the values of t.b
ALTER TABLE `t` MODIFY COLUMN `b` UInt8 MATERIALIZED id % 3;
ALTER TABLE `t` MATERIALIZE COLUMN `b`;
-- down
ALTER TABLE `t` MODIFY COLUMN `b` UInt8 DEFAULT 1;

-- ==== what a column is made of
-- change MATERIALIZED of t.b
ALTER TABLE `t` MODIFY COLUMN `b` UInt8 MATERIALIZED id % 4;
ALTER TABLE `t` MATERIALIZE COLUMN `b`;
-- down
ALTER TABLE `t` MODIFY COLUMN `b` UInt8 MATERIALIZED id % 3;
ALTER TABLE `t` MATERIALIZE COLUMN `b`;

-- ==== a codec comes, and another one goes
-- change CODEC of t.name
-- change CODEC of t.day
ALTER TABLE `t` MODIFY COLUMN `name` REMOVE CODEC;
ALTER TABLE `t` MODIFY COLUMN `day` Date CODEC(Delta(2), LZ4);
-- down
ALTER TABLE `t` MODIFY COLUMN `day` REMOVE CODEC;
ALTER TABLE `t` MODIFY COLUMN `name` String CODEC(ZSTD(3));

-- ==== comments of columns
-- change COMMENT of t.name
-- change COMMENT of t.day
ALTER TABLE `t` MODIFY COLUMN `name` REMOVE COMMENT;
ALTER TABLE `t` COMMENT COLUMN `day` 'it\'s; `b`';
-- down
ALTER TABLE `t` MODIFY COLUMN `day` REMOVE COMMENT;
ALTER TABLE `t` COMMENT COLUMN `name` 'a';

-- ==== the TTL of a column
-- change TTL of t.name
-- change TTL of t.more
-- loses the values of t.more that its TTL ends
ALTER TABLE `t` MODIFY COLUMN `name` REMOVE TTL;
ALTER TABLE `t` MODIFY COLUMN `more` UInt32 TTL day + 2;
-- down
ALTER TABLE `t` MODIFY COLUMN `more` REMOVE TTL;
ALTER TABLE `t` MODIFY COLUMN `name` String TTL day + 1;

-- ==== a comment
-- change the comment of t
ALTER TABLE `t` MODIFY COMMENT 'b\\n\'c\'';
-- down
ALTER TABLE `t` MODIFY COMMENT 'a';

-- ==== a comment goes
-- change the comment of t
ALTER TABLE `t` MODIFY COMMENT '';
-- down
ALTER TABLE `t` MODIFY COMMENT 'a';

-- ==== a TTL comes
-- change TTL of t
-- loses the rows of t that its TTL ends
ALTER TABLE `t` MODIFY TTL day + toIntervalYear(1);
-- down
ALTER TABLE `t` REMOVE TTL;

-- ==== a TTL is another one
-- change TTL of t
-- loses the rows of t that its TTL ends
ALTER TABLE `t` MODIFY TTL day + 20;
-- down
ALTER TABLE `t` MODIFY TTL day + 10;

-- ==== a TTL goes
-- change TTL of t
ALTER TABLE `t` REMOVE TTL;
-- down
ALTER TABLE `t` MODIFY TTL day + 10;

-- ==== settings
-- change setting merge_with_ttl_timeout of t
-- change setting min_bytes_for_wide_part of t
-- change setting max_parts_in_total of t
ALTER TABLE `t` RESET SETTING merge_with_ttl_timeout;
ALTER TABLE `t` MODIFY SETTING min_bytes_for_wide_part = 6, max_parts_in_total = 1000;
-- down
ALTER TABLE `t` RESET SETTING max_parts_in_total;
ALTER TABLE `t` MODIFY SETTING min_bytes_for_wide_part = 5, merge_with_ttl_timeout = 7;

-- ==== a setting that stays as it is made
-- make t anew and copy its rows (Setting 'index_granularity' is readonly for storage 'MergeTree')
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 100;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== an index comes
-- add index t.by_day
ALTER TABLE `t` ADD INDEX `by_day` day TYPE minmax GRANULARITY 1;
ALTER TABLE `t` MATERIALIZE INDEX `by_day`;
-- down
ALTER TABLE `t` DROP INDEX `by_day`;

-- ==== an index goes
-- drop index t.by_day
ALTER TABLE `t` DROP INDEX `by_day`;
-- down
ALTER TABLE `t` ADD INDEX `by_day` day TYPE minmax GRANULARITY 1;
ALTER TABLE `t` MATERIALIZE INDEX `by_day`;

-- ==== an index is another one
-- add index t.by_day anew
ALTER TABLE `t` DROP INDEX `by_day`;
ALTER TABLE `t` ADD INDEX `by_day` (day, name) TYPE minmax GRANULARITY 4;
ALTER TABLE `t` MATERIALIZE INDEX `by_day`;
-- down
ALTER TABLE `t` DROP INDEX `by_day`;
ALTER TABLE `t` ADD INDEX `by_day` day TYPE minmax GRANULARITY 1;
ALTER TABLE `t` MATERIALIZE INDEX `by_day`;

-- ==== a projection comes
-- add projection t.p
ALTER TABLE `t` ADD PROJECTION `p` (SELECT name ORDER BY name);
ALTER TABLE `t` MATERIALIZE PROJECTION `p`;
-- down
ALTER TABLE `t` DROP PROJECTION `p`;

-- ==== a projection is another one
-- add projection t.p anew
ALTER TABLE `t` DROP PROJECTION `p`;
ALTER TABLE `t` ADD PROJECTION `p` (SELECT day, count() GROUP BY day);
ALTER TABLE `t` MATERIALIZE PROJECTION `p`;
-- down
ALTER TABLE `t` DROP PROJECTION `p`;
ALTER TABLE `t` ADD PROJECTION `p` (SELECT name ORDER BY name);
ALTER TABLE `t` MATERIALIZE PROJECTION `p`;

-- ==== constraints
-- drop constraint t.b
-- add constraint t.a anew
-- add constraint t.c
ALTER TABLE `t`
    DROP CONSTRAINT `b`,
    DROP CONSTRAINT `a`;
ALTER TABLE `t`
    ADD CONSTRAINT `a` CHECK id > 1,
    ADD CONSTRAINT `c` CHECK id < 8;
-- down
ALTER TABLE `t`
    DROP CONSTRAINT `a`,
    DROP CONSTRAINT `c`;
ALTER TABLE `t`
    ADD CONSTRAINT `b` ASSUME id < 9,
    ADD CONSTRAINT `a` CHECK id > 0;

-- ==== ORDER BY has a new column more
-- add column t.more
-- change ORDER BY of t
ALTER TABLE `t`
    ADD COLUMN `more` UInt32,
    MODIFY ORDER BY (id, more);
-- down
ALTER TABLE `t` MODIFY ORDER BY id;
ALTER TABLE `t` DROP COLUMN `more`;

-- ==== ORDER BY is another one
-- make t anew and copy its rows (ALTER changes no ORDER BY)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY (day, id)
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== PARTITION BY
-- make t anew and copy its rows (ALTER changes no PARTITION BY)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
PARTITION BY toYYYYMM(day)
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== PRIMARY KEY
-- make t anew and copy its rows (ALTER changes no PRIMARY KEY)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
PRIMARY KEY id
ORDER BY (id, day, name)
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY (id, day, name)
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== SAMPLE BY
-- change SAMPLE BY of t
ALTER TABLE `t` MODIFY SAMPLE BY id;
-- down
ALTER TABLE `t` REMOVE SAMPLE BY;

-- ==== the engine
-- make t anew and copy its rows (ALTER changes no ENGINE)
-- loses the rows of t that ReplacingMergeTree makes one of
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = ReplacingMergeTree(day)
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== a new table with other columns
-- make t anew and copy its rows (Trying to ALTER RENAME key id column which is a part of key expression)
-- loses the values of t.more
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `key` UInt64,
    `name` LowCardinality(String),
    `day` Date CODEC(ZSTD(2)),
    `twice` UInt64 MATERIALIZED key * 2,
    INDEX `by_day` day TYPE minmax GRANULARITY 1
)
ENGINE = MergeTree
PARTITION BY day
ORDER BY (name, key)
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`key`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date,
    `more` UInt32
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `key`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== a table without rows of its own
-- add column all.more
ALTER TABLE `all` ADD COLUMN `more` UInt32;
-- down
ALTER TABLE `all` DROP COLUMN `more`;

-- ==== a view
-- create view v
CREATE VIEW `v` (`id` UInt64) COMMENT 'of t'
AS SELECT id FROM t;
-- down
DROP VIEW `v`;

-- ==== a view is another one
-- change view v
CREATE OR REPLACE VIEW `v` (`id` UInt64, `low` String)
AS SELECT id, lower(name) AS low FROM t WHERE name != 'FROM t.x';
-- down
CREATE OR REPLACE VIEW `v` (`id` UInt64)
AS SELECT id FROM t;

-- ==== a view goes
-- drop view v
DROP VIEW `v`;
-- down
CREATE VIEW `v` (`id` UInt64)
AS SELECT id FROM t;

-- ==== a materialized view
-- create materialized view per_day
CREATE MATERIALIZED VIEW `per_day` TO totals (`day` Date, `many` UInt64) COMMENT 'c'
AS SELECT day, count() AS many FROM t GROUP BY day;
-- down
DROP VIEW `per_day`;

-- ==== a materialized view with a table of its own
-- create materialized view per_day
CREATE MATERIALIZED VIEW `per_day` (`day` Date, `many` UInt64) ENGINE = SummingMergeTree ORDER BY day SETTINGS index_granularity = 8192
AS SELECT day, count() AS many FROM t GROUP BY day;
-- down
DROP VIEW `per_day`;

-- ==== the query of a materialized view
-- change the query of the materialized view per_day
ALTER TABLE `per_day` MODIFY QUERY SELECT day, uniq(id) AS many FROM t GROUP BY day;
-- down
ALTER TABLE `per_day` MODIFY QUERY SELECT day, count() AS many FROM t GROUP BY day;

-- ==== a materialized view goes elsewhere
-- make materialized view per_day anew
-- note: per_day is dropped and made again: it does not see what is written in between
DROP VIEW `per_day`;
CREATE MATERIALIZED VIEW `per_day` TO u (`id` UInt64, `name` String, `day` Date)
AS SELECT id, name, day FROM t;
-- down
DROP VIEW `per_day`;
CREATE MATERIALIZED VIEW `per_day` TO totals (`day` Date, `many` UInt64)
AS SELECT day, count() AS many FROM t GROUP BY day;

-- ==== a materialized view with a column that is new, and without one that goes
-- add column t.weight
-- drop column t.more
-- change the query of the materialized view per_day
-- loses the values of t.more
ALTER TABLE `t` ADD COLUMN `weight` UInt64;
ALTER TABLE `per_day` MODIFY QUERY SELECT day, sum(weight) AS many FROM t GROUP BY day;
ALTER TABLE `t` DROP COLUMN `more`;
-- down
ALTER TABLE `t` ADD COLUMN `more` UInt32;
ALTER TABLE `per_day` MODIFY QUERY SELECT day, sum(more) AS many FROM t GROUP BY day;
ALTER TABLE `t` DROP COLUMN `weight`;

-- ==== a materialized view of a table that is made anew
-- make t anew and copy its rows (ALTER changes no ORDER BY)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY day
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

-- ==== when a materialized view is made anew
-- change when the materialized view per_day is made anew
ALTER TABLE `per_day` MODIFY REFRESH EVERY 2 DAY;
-- down
ALTER TABLE `per_day` MODIFY REFRESH EVERY 1 DAY;

-- ==== a dictionary
-- create dictionary names
CREATE DICTIONARY `names` (`id` UInt64, `name` String DEFAULT 'none') PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LIFETIME(MIN 0 MAX 300) LAYOUT(FLAT()) COMMENT 'of t';
-- down
DROP DICTIONARY `names`;

-- ==== a dictionary is another one
-- change dictionary names
CREATE OR REPLACE DICTIONARY `names` (`id` UInt64, `name` String DEFAULT 'none', `day` Date DEFAULT '2020-01-01') PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LIFETIME(MIN 0 MAX 300) LAYOUT(HASHED());
-- down
CREATE OR REPLACE DICTIONARY `names` (`id` UInt64, `name` String DEFAULT 'none') PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LIFETIME(MIN 0 MAX 300) LAYOUT(FLAT());

-- ==== a dictionary goes
-- drop dictionary names
DROP DICTIONARY `names`;
-- down
CREATE DICTIONARY `names` (`id` UInt64, `name` String DEFAULT 'none') PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LIFETIME(MIN 0 MAX 300) LAYOUT(FLAT());

-- ==== a dictionary, its table, and one with a default of it
-- create table t
-- create dictionary names
-- create table asks
CREATE TABLE `t`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
CREATE DICTIONARY `names` (`id` UInt64, `name` String DEFAULT 'none') PRIMARY KEY id SOURCE(CLICKHOUSE(TABLE 't')) LIFETIME(MIN 0 MAX 300) LAYOUT(FLAT());
CREATE TABLE `asks`
(
    `id` UInt64,
    `name` String DEFAULT dictGet('names', 'name', id)
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
-- down
DROP TABLE `asks`;
DROP DICTIONARY `names`;
DROP TABLE `t`;

-- ==== a dictionary of a table that is made anew
-- make t anew and copy its rows (ALTER changes no ORDER BY)
-- note: t is copied: let nobody write to it meanwhile, for these rows are not
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY day
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;
-- down
CREATE TABLE `t_goofer_count` (many UInt64) ENGINE = TinyLog;
INSERT INTO `t_goofer_count` SELECT count() FROM `t`;
CREATE TABLE `t_goofer_new`
(
    `id` UInt64,
    `name` String,
    `day` Date
)
ENGINE = MergeTree
ORDER BY id
SETTINGS index_granularity = 8192;
INSERT INTO `t_goofer_new` (`id`, `name`, `day`)
SELECT `id`, `name`, `day`
FROM `t`
SETTINGS max_partitions_per_insert_block = 0, insert_deduplicate = 0;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) != (SELECT max(many) FROM `t_goofer_count`),
    't_goofer_new is no copy of t, which was written to meanwhile, or copied twice or in part: TRUNCATE t_goofer_new and t_goofer_count, and run the INSERT of each again');
EXCHANGE TABLES `t_goofer_new` AND `t`;
SELECT throwIf((SELECT count() FROM `t_goofer_new`) > (SELECT max(many) FROM `t_goofer_count`),
    'rows were written to t while it was copied: they are in t_goofer_new, which is to be empty once you took them from there');
DROP TABLE `t_goofer_count`;
DROP TABLE `t_goofer_new`;

