/* ids - numbers for new records: positive, unique, and growing with time.
 *
 * An id is milliseconds since 2024-01-01 (42 bits) | node (8 bits) | sequence (12 bits), so
 * that records made later sort later, and two programs on one PostgreSQL do not collide when
 * their nodes differ.  When more than 4,096 ids are wanted in a millisecond, or the clock was
 * set back, the numbers run ahead of the clock instead of repeating. */
#ifndef SYS_IDS_H
#define SYS_IDS_H

#include <stdint.h>

/* Sets the node of this process, 0..255 (0 unless set).  Before the first id_new(). */
void ids_set_node(unsigned node);
/* No id from now on is below or equal to `id`: the largest one that the database knows, so
 * that a clock set back while the program was down cannot repeat one. */
void ids_start_after(int64_t id);
/* A new id.  Thread-safe.  Law: each is greater than all before it in this process. */
int64_t id_new(void);
/* From now on ids are first, first + 1, ...: for tests and reproducible demo data.  0: by the
 * clock again. */
void ids_count_from(int64_t first);

#endif
