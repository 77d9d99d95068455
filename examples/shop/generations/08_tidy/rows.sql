INSERT INTO countries (code, name, in_customs_union) VALUES ('at', 'Österreich', true);
