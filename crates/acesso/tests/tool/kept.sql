-- Two runs of the three services. In the second one Base39 knows whose permission 1 is, and MyReports broke off.
INSERT INTO holds VALUES ('sandbox');
INSERT INTO runs VALUES
    (1, 'complete', '{"tomticket":{"quick":false},"base39":{},"myreports":{}}', '0.1.0', '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z'),
    (2, 'incomplete', '{"tomticket":{"quick":false},"base39":{},"myreports":{}}', '0.1.0', '2026-02-01T10:00:00Z', '2026-02-01T12:05:00Z'),
    (3, 'reading', '{"tomticket":{"quick":false}}', '0.1.0', '2026-03-01T10:00:00Z', NULL);
INSERT INTO windows VALUES
    (1, 1, '2026-01-01T10:00:00Z', '2026-01-01T10:05:00Z'),
    (2, 1, '2026-02-01T10:00:00Z', '2026-02-01T10:05:00Z'),
    (2, 2, '2026-02-01T12:00:00Z', '2026-02-01T12:05:00Z'),
    (3, 1, '2026-03-01T10:00:00Z', '2026-03-01T10:00:00Z');
INSERT INTO scopes VALUES
    (1, 'tomticket', 'complete', NULL), (1, 'base39', 'complete', NULL), (1, 'myreports', 'complete', NULL),
    (2, 'tomticket', 'complete', NULL), (2, 'base39', 'complete', NULL),
    (2, 'myreports', 'incomplete', 'it answered: ' || char(27) || '[31m503'),
    (3, 'tomticket', 'reading', NULL);
INSERT INTO proofs
    SELECT id, 'tomticket', 1, 1, '{"proof":"counted","what":"customers","theirs_first":2,"theirs_last":2,"ours":2}'
    FROM runs WHERE id < 3;

INSERT INTO principals
    SELECT id, 'tomticket', 'c1', 'customer', 'Ana Exemplo', 'Ana@casa.example', 'ana@casa.example',
        CASE id WHEN 1 THEN '{"active":true,"approved":true}' ELSE '{"active":false,"approved":true}' END
    FROM runs WHERE id < 3;
INSERT INTO principals
    SELECT id, 'tomticket', 'c2', 'customer', '=HYPERLINK("x")', 'bia@casa.example', 'bia@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO principals
    SELECT id, 'tomticket', 'o1', 'operator', 'Ana Exemplo', NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO principals
    SELECT id, 'base39', 'op1', 'operator', 'João ÁVILA', 'joao.avila@casa.example', 'joao.avila@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO principals
    SELECT id, 'myreports', 'u1', 'user', 'Ana E.', 'a.exemplo@casa.example', 'a.exemplo@casa.example',
        '{"home":"t2","roles_read":true}'
    FROM runs WHERE id < 3;
INSERT INTO principals
    SELECT id, 'myreports', 'u2', 'user', 'Idle' || char(27) || '[2J', 'idle@casa.example', 'idle@casa.example', '{}'
    FROM runs WHERE id < 3;
INSERT INTO roster_aliases SELECT id, 'a.exemplo@casa.example', 'ana@casa.example' FROM runs WHERE id < 3;

INSERT INTO resources SELECT id, 'tomticket', 'help-desk', 'help-desk', 'help desk', '{}' FROM runs WHERE id < 3;
INSERT INTO resources SELECT id, 'base39', 'comp1', 'company', 'Padaria Sol', '{"status":"active"}' FROM runs WHERE id < 3;
INSERT INTO resources SELECT id, 'myreports', 't1', 'tenant', 'Tenant Um', '{"enabled":true}' FROM runs WHERE id < 3;

INSERT INTO grants
    SELECT id, 'tomticket', 'c1', 'help-desk', 'create_tickets', 'customer', NULL, NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO grants
    SELECT id, 'tomticket', 'o1', 'd1', 'operator', 'operator', NULL, NULL, NULL, '{}' FROM runs WHERE id < 3;
INSERT INTO grants
    SELECT id, 'base39', 'op1', 'comp1', 'approver', 'operator', 'perm_2 perm_3', '2024-05-01T12:00:00Z', 'app 7', '{}'
    FROM runs WHERE id < 3;
INSERT INTO grants VALUES
    (1, 'tomticket', 'c2', 'help-desk', 'create_tickets', 'customer', NULL, NULL, NULL, '{}'),
    (1, 'base39', 'perm_1', '*', 'financial', 'unattributed', 'perm_1', NULL, NULL, '{}'),
    (2, 'base39', 'op1', '*', 'financial', 'operator', 'perm_1', NULL, NULL, '{}'),
    (2, 'base39', 'op1', 'comp1', 'administrator', 'operator', 'perm_4', NULL, NULL, '{}'),
    (1, 'myreports', 'u1', 't1', 'Administrator', 'user', NULL, NULL, NULL, '{}');
INSERT INTO permissions VALUES
    (1, 'perm_9', 'comp1', 'approver,financial', 1, '2023-01-01T00:00:00Z', 'app 7', 1, 1, 'op1', NULL),
    (1, 'perm_2', 'comp1', 'approver', 0, '2024-05-01T12:00:00Z', 'app 7', 1, 1, 'op1', NULL);
INSERT INTO findings VALUES
    (1, 1, 'guest', 'medium', 'myreports', 'user', 'u1', 't1', '{"name":"Ana E."}', NULL),
    (1, 2, 'administrator', 'high', 'myreports', 'user', 'u1', 't1', '{}',
        '{"reason":"+agreed","author":"Rui","until":"2027-01-01"}');
INSERT INTO evaluations VALUES (1, 'guest', 'medium', NULL, 0), (1, 'left', 'high', 'there is no roster', 0);
