/* A plugin of QEMU's user emulation that counts the aarch64 instructions a program executes.
 *
 * Each translated block gets one addition for every class of instruction that it holds. Whenever the
 * program calls getppid(), the totals so far are written as one line of the file that the argument
 * "out" names, so a program can count a part of itself: one call before it, and one after.
 *
 * Debian ships no header for plugins: what is used of version 1 of their interface is declared here,
 * after docs/devel/tcg-plugins.rst of QEMU 7.2. Counts are exact for programs of one thread.
 */
#include <inttypes.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))
#define GETPPID 173 /* The number of this system call on aarch64. */

typedef uint64_t qemu_plugin_id_t;
struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };
typedef void (*tb_trans_callback)(qemu_plugin_id_t, struct qemu_plugin_tb *);
typedef void (*syscall_callback)(qemu_plugin_id_t, unsigned int, int64_t, uint64_t, uint64_t,
                                 uint64_t, uint64_t, uint64_t, uint64_t, uint64_t, uint64_t);

size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *, size_t);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *);
void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t, tb_trans_callback);
void qemu_plugin_register_vcpu_tb_exec_inline(struct qemu_plugin_tb *, enum qemu_plugin_op, void *,
                                              uint64_t);
void qemu_plugin_register_vcpu_syscall_cb(qemu_plugin_id_t, syscall_callback);

EXPORT int qemu_plugin_version = 1;

/* A word is of a class when (word & mask) == bits holds for one of its patterns: the fixed bits of
 * the encodings in the Arm Architecture Reference Manual (DDI 0487), section C4.1. */
enum class { ALL, DOT_PRODUCT, MULTIPLY_ACCUMULATE, FLOAT_MULTIPLY_ADD, LOAD_STORE, CLASSES };

static const struct {
    enum class class;
    uint32_t mask, bits;
} patterns[] = {
    {DOT_PRODUCT, 0x9FE0FC00, 0x0E809400},         /* SDOT, UDOT (vector) */
    {DOT_PRODUCT, 0x9FC0F400, 0x0F80E000},         /* SDOT, UDOT (by element) */
    {MULTIPLY_ACCUMULATE, 0x9F20FC00, 0x0E208000}, /* SMLAL, UMLAL (vector) */
    {MULTIPLY_ACCUMULATE, 0x9F20FC00, 0x0E20A000}, /* SMLSL, UMLSL (vector) */
    {MULTIPLY_ACCUMULATE, 0x9F20FC00, 0x0E20C000}, /* SMULL, UMULL (vector) */
    {MULTIPLY_ACCUMULATE, 0x9F20FC00, 0x0E209400}, /* MLA, MLS (vector) */
    {MULTIPLY_ACCUMULATE, 0x9F00F400, 0x0F002000}, /* SMLAL, UMLAL (by element) */
    {MULTIPLY_ACCUMULATE, 0x9F00F400, 0x0F006000}, /* SMLSL, UMLSL (by element) */
    {MULTIPLY_ACCUMULATE, 0x9F00F400, 0x0F00A000}, /* SMULL, UMULL (by element) */
    {MULTIPLY_ACCUMULATE, 0xBF00B400, 0x2F000000}, /* MLA, MLS (by element) */
    {FLOAT_MULTIPLY_ADD, 0xBF20FC00, 0x0E20CC00},  /* FMLA, FMLS (vector) */
    {FLOAT_MULTIPLY_ADD, 0xBF60FC00, 0x0E400C00},  /* FMLA, FMLS (vector, half precision) */
    {FLOAT_MULTIPLY_ADD, 0xBF80B400, 0x0F801000},  /* FMLA, FMLS (by element) */
    {FLOAT_MULTIPLY_ADD, 0xBFC0B400, 0x0F001000},  /* FMLA, FMLS (by element, half precision) */
    {FLOAT_MULTIPLY_ADD, 0xFF000000, 0x1F000000},  /* FMADD, FMSUB, FNMADD, FNMSUB (scalar) */
    {LOAD_STORE, 0x0A000000, 0x08000000},          /* all loads and stores */
};

static uint64_t totals[CLASSES];
static FILE *out;

static enum class class_of(uint32_t word)
{
    for (size_t i = 0; i < sizeof patterns / sizeof *patterns; i++)
        if ((word & patterns[i].mask) == patterns[i].bits)
            return patterns[i].class;
    return ALL;
}

static void count_block(qemu_plugin_id_t id, struct qemu_plugin_tb *block)
{
    uint64_t counts[CLASSES] = {0};
    size_t length = qemu_plugin_tb_n_insns(block);
    (void)id;
    for (size_t i = 0; i < length; i++) {
        uint32_t word;
        memcpy(&word, qemu_plugin_insn_data(qemu_plugin_tb_get_insn(block, i)), sizeof word);
        enum class class = class_of(word);
        counts[ALL]++;
        if (class != ALL)
            counts[class]++;
    }
    for (int class = ALL; class < CLASSES; class++)
        if (counts[class])
            qemu_plugin_register_vcpu_tb_exec_inline(block, QEMU_PLUGIN_INLINE_ADD_U64,
                                                     &totals[class], counts[class]);
}

static void print_totals(qemu_plugin_id_t id, unsigned int cpu, int64_t number, uint64_t a,
                         uint64_t b, uint64_t c, uint64_t d, uint64_t e, uint64_t f, uint64_t g,
                         uint64_t h)
{
    (void)id, (void)cpu, (void)a, (void)b, (void)c, (void)d, (void)e, (void)f, (void)g, (void)h;
    if (number != GETPPID)
        return;
    for (int class = ALL; class < CLASSES; class++)
        fprintf(out, "%" PRIu64 "%c", totals[class], class == CLASSES - 1 ? '\n' : ' ');
    fflush(out);
}

EXPORT int qemu_plugin_install(qemu_plugin_id_t id, const void *info, int argc, char **argv)
{
    (void)info;
    for (int i = 0; i < argc; i++)
        if (strncmp(argv[i], "out=", 4) == 0)
            out = fopen(argv[i] + 4, "w");
    if (!out) {
        fprintf(stderr, "insn_count: no file to write to, expected out=FILE\n");
        return -1;
    }
    qemu_plugin_register_vcpu_tb_trans_cb(id, count_block);
    qemu_plugin_register_vcpu_syscall_cb(id, print_totals);
    return 0;
}
