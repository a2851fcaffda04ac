/// Why a session ends: the one list that log, metrics, pages and tests share.
@NullMarked
package dev.starship.ending;

import org.jspecify.annotations.NullMarked;
