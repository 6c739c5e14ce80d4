/** The service that README.md shows how to write. */
package com.example.greeting;
