package dev.starship.config;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class DescriptorsTest {
  @Test
  @EnabledOnOs(OS.LINUX)
  void linuxAndTheJvmSayTheSame() {
    assertThat(Descriptors.ofLinux()).contains(Descriptors.ofAnySystem());
  }

  @Test
  void thereIsALimitOnEverySystem() {
    assertThat(Descriptors.ofThisProcess()).isPositive();
  }
}
