/* A made-up cursor: the next page begins behind the position of the last item. */
#include "seams.h"

const cursor seam_cursor = {"position", "behind", "position", true};
