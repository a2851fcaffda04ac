package dev.starship.files;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/// Why a file cannot be used. Any thread.
public final class FileTrouble {
  private FileTrouble() {}

  /// One phrase that does not name the file: the exceptions of the JDK say its path and often
  /// nothing else.
  public static String why(IOException trouble) {
    return switch (trouble) {
      case AccessDeniedException _ -> "permission denied";
      case NoSuchFileException _ -> "there is no such file or folder";
      case NotDirectoryException _ -> "it is not a folder";
      case FileSystemException named when named.getReason() != null -> named.getReason();
      case FileSystemException other -> other.getClass().getSimpleName();
      default -> trouble.getMessage() == null ? trouble.toString() : trouble.getMessage();
    };
  }
}
