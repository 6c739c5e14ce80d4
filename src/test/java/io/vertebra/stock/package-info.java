/** Clients that nobody here wrote, run as processes of their own. */
package io.vertebra.stock;
