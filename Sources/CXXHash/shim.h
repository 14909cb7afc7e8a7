#include <xxhash.h>

#if defined(__x86_64__) && __has_include(<xxh_x86dispatch.h>)
#include <xxh_x86dispatch.h>
#endif

/// XXH3_128bits_update with the widest vectors that the processor has: Swift cannot see the macro that puts the
/// library's choice at run time in the place of the function for every processor. The hashes are the same.
static inline XXH_errorcode sluice_XXH3_128bits_update(XXH3_state_t *state, const void *bytes, size_t count) {
  return XXH3_128bits_update(state, bytes, count);
}
