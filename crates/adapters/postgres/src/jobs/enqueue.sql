-- Enqueues jobs; one whose key is held is passed over. The values are those of the columns, in their order.
-- Keys in one order, so that two who enqueue the same ones wait for each other at the first and at no other.
INSERT INTO jobs (
    id, state, queue, kind, args, max_attempts, priority, unique_key, unique_until, scheduled_at, inserted_at
)
SELECT id, state, queue, kind, args, most, priority, key, held_until, due, made
FROM unnest(
    $1::uuid[], $2::text[], $3::text[], $4::text[], $5::jsonb[], $6::int[], $7::int[], $8::text[], $9::timestamptz[],
    $10::timestamptz[], $11::timestamptz[]
) WITH ORDINALITY AS new (id, state, queue, kind, args, most, priority, key, held_until, due, made, place)
ORDER BY kind, key, place
ON CONFLICT DO NOTHING
RETURNING id
